"""What is counted of records, and what entries lack: figures and coverages (``kinds.figures``), their pages."""
