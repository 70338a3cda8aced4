"""Plain data in; text, web pages and sheets out. No clock, no files, no text in a language of its own."""
