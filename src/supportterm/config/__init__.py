"""YAML to typed settings, keymaps, themes and macros. Every error says file:line:column."""
