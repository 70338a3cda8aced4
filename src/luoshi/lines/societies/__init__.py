"""Societies (学会、农技协、基层组织): what they are, what they took over, how they are inspected, who holds posts."""
