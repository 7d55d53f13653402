"""Resolving: from what batches and records say to what the ledger holds, as SQL and plain rules."""
