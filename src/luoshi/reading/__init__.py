"""A file in, a Reading out: pure functions over one immutable text, the same answer every time."""
