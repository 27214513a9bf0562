"""How avatars come to be registered: minted, promised and claimed, drawn by a founding, or bred."""
