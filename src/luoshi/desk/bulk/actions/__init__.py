"""Writing actions on many records."""
