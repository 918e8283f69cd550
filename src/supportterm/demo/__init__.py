"""A believable desk to try and to teach on, and desks of any size for benchmarks."""
