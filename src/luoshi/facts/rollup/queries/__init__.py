"""What is read for a roll-up."""
