"""Sessions: an open chain, and what this user has on it."""
