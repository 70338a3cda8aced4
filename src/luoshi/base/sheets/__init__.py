"""Sheets: workbooks read into rows, lists written, declared columns and templates, trials, and imports that wait."""
