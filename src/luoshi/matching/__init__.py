"""Plan against report, upper plan against own: what answers what, from the texts alone."""
