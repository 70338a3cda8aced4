"""The pages of every kind of record, made from its declaration: parse, call, render; the clock is read here."""
