"""What a decided round publishes, so that anybody can recompute its result."""
