"""Backups of the whole office in one file, restoring them, moving to PostgreSQL, upgrading and going back."""
