"""The validity of records on lists and pages: what ends soon and what has expired."""
