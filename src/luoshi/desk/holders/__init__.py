"""Pages of who holds what about a record: cards, vacancies, and the grid by unit."""
