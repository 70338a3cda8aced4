"""Witnesses: for each transaction, which rows it changed, by a MAC of each row before and after."""
