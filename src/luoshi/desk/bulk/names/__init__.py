"""Names in the cells of a sheet: what each means, the meanings that people chose before, and the open questions."""
