"""Every kind of record for programs."""
