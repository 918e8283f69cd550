"""One file a verb: name, arguments, where it works, what it does.

Keys, the `:` line, the palette, macros and the shell are all lists of these; none of them can do what the
others can't.
"""
