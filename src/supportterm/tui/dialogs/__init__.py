"""Questions to the person at the keys. Each is a sheet at the bottom of the screen, never a window over the work."""
