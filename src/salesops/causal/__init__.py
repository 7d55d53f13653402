"""What caused it: exact bridges from one figure to another, and how far a part can be trusted."""
