"""Reading queries of the journal."""
