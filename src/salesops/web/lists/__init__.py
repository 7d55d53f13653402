"""Every list of records: one declaration gives its page, its filters, its files and its REST."""
