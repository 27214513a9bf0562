"""Private keys in the home: accounts, which sign transactions, and seals, which sign papers."""
