"""Import people from one sheet (花名册) or one form: posts, people, tenures and accounts at once, after a trial."""
