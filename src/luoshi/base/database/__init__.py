"""The database: backends with hooks before a commit, statements, locks, queued writes, and outages."""
