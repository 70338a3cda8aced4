"""What the steps of a commitment ask for."""
