"""Self-registration, where an office permits it: a code verifies the contact, the office accepts."""
