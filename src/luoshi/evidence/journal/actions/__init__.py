"""Writing actions of the journal."""
