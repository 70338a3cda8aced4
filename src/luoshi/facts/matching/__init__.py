"""Which defined indicator the words of a paper mean, as a person said."""
