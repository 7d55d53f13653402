"""A workspace as one file: packed, read back, and every byte of it accounted for."""
