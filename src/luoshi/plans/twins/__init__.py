"""The same task in two plans: proposed by the program, decided by a person."""
