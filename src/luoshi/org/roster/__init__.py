"""People from one sheet (花名册) or one form: posts, people, tenures and accounts in one go, tried first."""
