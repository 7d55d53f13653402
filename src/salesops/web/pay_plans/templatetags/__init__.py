"""Template filters of pay plans."""
