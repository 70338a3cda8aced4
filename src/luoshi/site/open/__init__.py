"""Public pages, read without signing in: lists that an office opened, and answers to questions by number."""
