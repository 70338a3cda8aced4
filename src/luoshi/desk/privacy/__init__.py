"""Retention and erasure where the law requires it, and looking at protected fields with a reason."""
