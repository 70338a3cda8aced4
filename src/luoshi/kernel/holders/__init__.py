"""Who holds what about a record: from stored rows or records to cards, vacancies and refusals."""
