"""Three kinds that stand in no line: links, conditions and parts are tried on them without waiting for a real one."""
