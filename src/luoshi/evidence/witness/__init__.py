"""Integrity records: for each transaction the rows that it changed, with a MAC of each row before and after."""
