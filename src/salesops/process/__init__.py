"""What happened on the way from lead to after-sales, in what order and how long; no policy."""
