"""Duties: what must be done by when. Rules, due dates, and the acts that meet them."""
