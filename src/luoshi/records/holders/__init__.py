"""Who holds what about a record: from the rows or records that say so to cards, vacancies and refusals."""
