"""Questions people ask of the ledger."""
