"""Accounts: opened, their passwords and one-time links."""
