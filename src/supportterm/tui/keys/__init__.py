"""From a pressed key to a command line: contexts, sequences, counts, which-key."""
