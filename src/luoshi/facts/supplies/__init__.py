"""Figures from other sources (yearbooks, bulletins, other offices), entered once with their source."""
