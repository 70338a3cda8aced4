"""Tables of the upper level (上级表样): workbooks that are mapped once to indicators and then filled."""
