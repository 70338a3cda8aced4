"""Sheets: workbooks read into rows, declared columns, trials before an import, and imports that wait."""
