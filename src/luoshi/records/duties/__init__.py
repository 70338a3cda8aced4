"""What someone must do by when: rules, occurrences, the acts that meet them."""
