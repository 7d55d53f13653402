"""How the pages of the process chapter write."""
