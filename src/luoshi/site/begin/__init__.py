"""An office's beginning: the steps by which one administrator sets it up, what is done of them and what is to do."""
