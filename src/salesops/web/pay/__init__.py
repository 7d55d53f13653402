"""The pay workflow: calculate, review, approve, issue, acknowledge, dispute, adjust, close."""
