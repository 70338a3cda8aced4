"""What commitments promise in figures, and the facts that are told of it."""
