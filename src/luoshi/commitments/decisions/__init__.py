"""Extensions, verification, closing, stopping and reopening."""
