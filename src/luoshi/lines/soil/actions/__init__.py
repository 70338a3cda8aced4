"""What the steps of soil testing write."""
