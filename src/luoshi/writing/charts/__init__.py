"""Pictures of figures: plain data in; the same figures as a table, a sentence of the essentials, SVG and PNG out."""
