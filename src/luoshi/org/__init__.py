"""Units over time, people, posts and placement; who may see and do what."""
