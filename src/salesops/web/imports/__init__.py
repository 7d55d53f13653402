"""Files that came in, and what became of them."""
