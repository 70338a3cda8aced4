"""Approval chains: levels in sequence, some only above an amount; nobody approves their own request."""
