"""Names in the cells of a sheet: what each means, what a person said that it means, and what is asked."""
