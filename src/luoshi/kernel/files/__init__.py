"""Documents, evidence and attachments of records."""
