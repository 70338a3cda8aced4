"""SQLite, looked at before each commit: the ENGINE of the settings."""
