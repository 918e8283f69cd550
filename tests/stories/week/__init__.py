"""A week of list mail, lived at a desk and reckoned again without it."""
