"""Units and people for programs, and what the API of every room shares: who asks, how errors are answered."""
