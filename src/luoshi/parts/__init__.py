"""What several lines of work are built from: a package each, which lines import and which imports no line."""
