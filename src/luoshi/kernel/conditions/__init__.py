"""Evaluation of conditions on records: for lists and for one record, and why a need of a step is not met."""
