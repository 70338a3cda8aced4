"""The kinds of record that the ledger declares."""
