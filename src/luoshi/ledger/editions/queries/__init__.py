"""Read queries."""
