"""Bodies as styled lines: pure functions from text to `Line`, with no widget, no clock and no file."""
