"""Pages that anybody reads without signing in: lists that an office opened, and answers to who asks by number."""
