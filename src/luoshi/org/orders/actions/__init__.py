"""What writes."""
