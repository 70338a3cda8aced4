"""Values that a register entry reports each period: a society's members and income, a firm's turnover."""
