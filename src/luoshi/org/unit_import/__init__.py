"""Units by workbook: tried first, then imported whole."""
