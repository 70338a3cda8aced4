"""Shared foundation of the ledger: plans, commitments and rows."""
