"""Backup of the whole office in one file, restore, move to PostgreSQL, upgrade and going back."""
