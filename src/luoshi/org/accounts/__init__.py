"""Accounts: opening them, their passwords and one-time links."""
