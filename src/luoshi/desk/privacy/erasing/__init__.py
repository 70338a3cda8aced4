"""Retention periods, holds, and erasure where the law requires it."""
