"""Money that is asked for and spent: expenses, changes of budgets, support, bodies in the budget."""
