"""Values computed once from the declarations."""
