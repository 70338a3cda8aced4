"""One step for many records, lists in and out as workbooks."""
