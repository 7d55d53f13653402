"""The lists of customers, contacts, leads and deals, a file for each kind."""
