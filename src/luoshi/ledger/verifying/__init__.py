"""What is reported done, looked at one by one beside its evidence, and passed or returned."""
