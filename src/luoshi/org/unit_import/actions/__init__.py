"""Actions that write."""
