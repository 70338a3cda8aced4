"""Plain data in; text, web pages and sheets out. No clock, no files, no language of its own."""
