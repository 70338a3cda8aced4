"""Learning: programmes of education, courses and classes, with timetable, places and who came."""
