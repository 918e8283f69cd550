"""The headless face: the same commands with JSON out and exit codes."""
