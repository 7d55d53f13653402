"""Pages about customers, leads and deals, a file for each kind."""
