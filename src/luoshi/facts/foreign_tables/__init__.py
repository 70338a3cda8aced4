"""Tables of the upper level (上级表样): their workbooks, mapped once to indicators, and filled."""
