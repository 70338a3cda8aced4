"""Working days, counting of time limits, periods, and the words in which documents say when. Pure: no clock."""
