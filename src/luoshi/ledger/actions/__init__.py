"""The only place of the room that writes; each action is one transaction with its journal entry."""
