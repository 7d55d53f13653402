"""What daily selling is decided by: pools, assignment, duplicates, automation, what is next.

Policies over few rows, as functions on plain values: no framework, no database, no clock.
"""
