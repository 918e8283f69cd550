"""Widgets that know no ticket: lines, windows of rows, fitted text."""
