"""Changes of rights as they are asked for on pages, proposed by one person and confirmed by another."""
