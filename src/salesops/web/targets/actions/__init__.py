"""What is done to plans: drafted, filled, offered, taken from step to step."""
