"""Sheets with heads of their own: what each column means, proposed by the program and confirmed once for the kind."""
