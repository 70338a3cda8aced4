"""Pure decisions about records: life cycles, duties, proofs."""
