"""Records and life cycles, duties, the journal, evidence, parameters, messages, search; generic pages and API."""
