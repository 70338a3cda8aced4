"""Reading queries for the organisation's ports."""
