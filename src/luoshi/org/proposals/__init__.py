"""Changes of rights, from the page to the action: proposed by one person and confirmed by another."""
