"""Writing actions of messages."""
