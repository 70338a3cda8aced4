"""What people file without an account."""
