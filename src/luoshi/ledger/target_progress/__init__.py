"""The figures that a plan promises: what each comes to by now, against its target and the months that are over."""
