"""The same task twice: proposed by the machine, said by a person."""
