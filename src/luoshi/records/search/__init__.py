"""Records found by words, in Chinese too."""
