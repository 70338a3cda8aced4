"""Uploads, scanned before anything of them is written."""
