"""Parameters: values that offices set, each from a day on and with its source."""
