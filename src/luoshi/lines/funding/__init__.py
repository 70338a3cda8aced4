"""Money that is promised and spent: floors of budgets, expenses, changes of budgets, support, bodies in the budget."""
