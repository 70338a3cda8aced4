"""Pure decisions: what a Reading gives, what names mean, what may be published, what changed."""
