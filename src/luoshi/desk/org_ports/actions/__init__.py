"""Writing actions for the organisation's ports."""
