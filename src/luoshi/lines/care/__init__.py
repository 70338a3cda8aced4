"""Care: children left behind and their pairs, hardship and aid, visits and health checks, help for villages."""
