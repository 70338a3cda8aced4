"""Plans, commitments and rows: what every topic of the ledger stands on."""
