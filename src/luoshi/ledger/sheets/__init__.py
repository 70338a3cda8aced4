"""A ledger that an office keeps as a workbook: brought in, taken out, brought back."""
