"""Writing actions of files."""
