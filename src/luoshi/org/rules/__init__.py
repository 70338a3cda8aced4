"""Pure decisions of the organisation: the dated tree, posts, rights."""
