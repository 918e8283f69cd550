"""The keeper and its engine: pull, merge, push, retry. Knows the protocols, no vendor."""
