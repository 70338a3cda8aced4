"""The columns of an office's own ledger, and what it taught about them."""
