"""Who may do what: roles, where they reach, and which of them one person may not hold together."""
