"""Codes of places, organisations, people and industries: how to check and mask them.

Pure. Errors come back as ``CodeRemark`` (a message id with values), never as a sentence. The day is an argument.
"""
