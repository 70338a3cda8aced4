"""Reading queries of the witnesses."""
