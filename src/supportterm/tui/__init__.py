"""The panes and the keys: a Textual app that is given state and says what the person wants."""
