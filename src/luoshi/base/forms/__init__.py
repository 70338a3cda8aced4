"""Fields of forms, what a request says, and the shapes in which pages hand tables to templates."""
