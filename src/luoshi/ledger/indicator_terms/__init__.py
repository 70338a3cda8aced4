"""Which defined indicator the words of plans mean: proposed, said by a person, and remembered."""
