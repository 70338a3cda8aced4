"""The columns of an office's own ledger, and their remembered meanings."""
