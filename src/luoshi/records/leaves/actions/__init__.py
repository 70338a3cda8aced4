"""Writing actions of previews."""
