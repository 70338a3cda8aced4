"""What one administrator sets up alone in an office's first week, and its confirmation or undoing by another."""
