"""The ground of all rooms: errors, who may do what, the database, forms, sheets, and texts."""
