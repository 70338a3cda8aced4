"""Codes of places, bodies, people and industries: what is right with one, what is wrong, and how it is shown.

Pure. What is wrong comes back as ``Remark`` (a message id with values), never as a sentence. The day is an argument.
"""
