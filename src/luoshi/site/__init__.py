"""Settings, addresses, base pages, sign-in, home, and the assembly of the API."""
