"""People, their posts and accounts, and the actor: who acts on a day, as one frozen value."""
