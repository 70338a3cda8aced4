"""Notifications: in the inbox, by daily digest, by mail and by external services."""
