"""Verifying final reports one by one beside their evidence: pass or return."""
