"""Funding: expenses, budget changes, support for services, and public bodies in the budget."""
