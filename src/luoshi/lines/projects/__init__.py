"""Projects from their approval to what came of them, and checks on site."""
