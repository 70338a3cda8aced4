"""Ladders of reminders, and the letters drafted from them for a person to send."""
