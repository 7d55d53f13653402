"""What is done to customers, leads and deals: the only functions that write them."""
