"""Reading for the public, from the ledger and from what the opening has shown."""
