"""Reading queries of messages."""
