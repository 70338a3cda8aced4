"""Receiving documents, transcripts and matters without a file, and reading them into rows."""
