"""What people are owed, and why: plans as data, credits, components, statements and ladders."""
