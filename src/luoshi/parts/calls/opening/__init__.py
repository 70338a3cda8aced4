"""Sealed calls: what is sent stays closed until the end, and is opened for all at once by two people."""
