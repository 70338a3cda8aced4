"""Societies (学会、农技协、基层组织): profile, functions taken over, inspections, evaluations and posts."""
