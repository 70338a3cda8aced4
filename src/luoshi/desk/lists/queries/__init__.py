"""Reading queries of the lists."""
