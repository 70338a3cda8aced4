"""What one administrator set up alone in an office's first week, and the second person's confirming or undoing it."""
