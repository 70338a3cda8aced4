"""The only place of the room that writes: an action is one transaction with its journal entry."""
