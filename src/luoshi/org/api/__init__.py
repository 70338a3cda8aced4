"""What programs read of units and people, and who asks."""
