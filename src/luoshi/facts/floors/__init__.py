"""Floors of budgets: what areas must put into their budgets each year, by population and growth."""
