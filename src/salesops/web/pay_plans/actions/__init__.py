"""What is done with pay plans: written, taken from step to step, assigned, signed."""
