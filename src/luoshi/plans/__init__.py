"""From a document to a plan: received, read into rows, corrected, compared, and its editions."""
