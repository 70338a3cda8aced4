"""People, their posts and accounts; and who acts, as one frozen value of a day."""
