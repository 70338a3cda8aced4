"""The month's due dates."""
