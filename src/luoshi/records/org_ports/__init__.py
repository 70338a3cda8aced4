"""What the organisation needs of records: who holds what, and what people are told."""
