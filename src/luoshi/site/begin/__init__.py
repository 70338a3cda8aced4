"""Getting started: the steps by which one administrator sets up an office, done or still open."""
