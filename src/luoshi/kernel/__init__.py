"""Kinds, life cycles, duties, rights, conditions, parameters, messages, search: the one door to change a record."""
