"""Import of units from a workbook: tried first, then imported as a whole."""
