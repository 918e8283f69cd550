"""The demo desk of a made-up company, and desks of any size to measure on."""
