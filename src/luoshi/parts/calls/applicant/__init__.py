"""The applicant from outside: what is open for them, how they begin, and how their applications stand."""
