"""Shared foundations: errors, words, files by hash, and declarations of jobs, messages and triggers."""
