"""Reading queries of seals, and of what was verified last."""
