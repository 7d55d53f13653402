"""Reports: documents that put the ledger's figures before people, and no new numbers."""
