"""Correcting the rows of a plan beside their source, and undoing every change."""
