"""Files in and out: mail archives, CSV, JSON Lines; MIME to message; threading."""
