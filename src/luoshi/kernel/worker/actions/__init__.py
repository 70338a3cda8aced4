"""Writing actions of the worker."""
