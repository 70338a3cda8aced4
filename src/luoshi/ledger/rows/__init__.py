"""Rows of a plan corrected beside their source, and every change taken back."""
