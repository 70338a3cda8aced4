"""What every topic leans on: errors, fields, shapes, ports, locks, statements, the way from a form to an action."""
