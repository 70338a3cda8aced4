"""The pages of plans: parse, call, render; the clock is read here."""
