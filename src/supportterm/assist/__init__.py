"""What helps before and beside a person: the bot's first answer, and what is laid at an agent's hand."""
