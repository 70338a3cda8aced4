"""Budget floors: the amounts that areas must budget each year, by population and growth."""
