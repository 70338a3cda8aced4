"""The language in which kinds of record, their life cycles and their forms are declared."""
