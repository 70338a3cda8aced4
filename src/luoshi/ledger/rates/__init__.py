"""How a plan goes: rates, and what they are made of."""
