"""Characters with genes, whose identity a blockchain keeps."""
