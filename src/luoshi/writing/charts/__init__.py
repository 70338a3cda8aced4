"""Charts of figures: plain data in; the same figures as a table, a summary sentence, SVG and PNG out."""
