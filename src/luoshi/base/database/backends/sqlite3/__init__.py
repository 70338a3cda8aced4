"""SQLite with hooks before each commit: the ENGINE of the settings."""
