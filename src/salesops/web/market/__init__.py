"""Where we sell and what we sell."""
