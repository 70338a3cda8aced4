"""Figures from elsewhere: of a yearbook, a bulletin, another office, typed once with their source."""
