"""The look of every page: tokens, the frame around a page, and each component once."""
