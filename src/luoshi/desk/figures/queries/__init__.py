"""Reading queries of figures."""
