"""People who sign up by themselves, where an office lets them: a code proves their contact, the office accepts."""
