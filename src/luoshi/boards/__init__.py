"""Boards of figures (看板): tiles of numbers that a clerk chooses, arranges and shares; each counted for its reader."""
