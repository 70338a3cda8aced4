"""The page of a commitment, and what programs are told of one."""
