"""REST of customers, leads and deals, a file for each area."""
