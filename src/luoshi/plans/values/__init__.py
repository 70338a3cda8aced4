"""The targets of commitments, and the facts reported for them."""
