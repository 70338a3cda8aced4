"""The lines of work: one package each, with a declaration and a little code of its own."""
