"""Settings, URLs, base pages, sign-in, the home page, and the assembly of the API."""
