"""Tables of knowledge, one a file, and the derivation of those that a dictionary gives."""
