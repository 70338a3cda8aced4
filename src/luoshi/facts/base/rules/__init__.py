"""What is decided of indicators and their values: pure."""
