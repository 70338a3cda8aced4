"""The language in which lines of work declare kinds of record: frozen values that know no Django."""
