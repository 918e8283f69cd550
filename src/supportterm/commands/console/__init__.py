"""Commands that only make sense at a screen: moving, panes, lists, reading, writing, the console itself."""
