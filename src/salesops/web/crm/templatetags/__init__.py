"""What the templates of customers, leads and deals call."""
