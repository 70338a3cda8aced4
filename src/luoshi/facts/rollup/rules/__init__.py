"""What is decided of a roll-up on plain values."""
