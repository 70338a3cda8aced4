"""Units over time, people, posts and accounts; who may see and do what."""
