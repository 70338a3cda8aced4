"""The pages of units and people: parse, call, render; the clock is read here."""
