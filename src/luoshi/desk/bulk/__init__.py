"""One step for many records; import and export of lists as workbooks."""
