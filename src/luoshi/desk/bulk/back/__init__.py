"""Taking an import back: what of it nobody has touched since, and the act that withdraws it."""
