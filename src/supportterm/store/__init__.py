"""The SQLite file: schema, windows of rows, search, drafts. The only room with SQL."""
