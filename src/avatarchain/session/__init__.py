"""Sessions: an open chain with the home, the species and the registry of one user."""
