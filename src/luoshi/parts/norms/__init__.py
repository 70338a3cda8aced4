"""Plans and rules (规划与制度): drafted with opinions, argued, issued, in force by days, checked, replaced."""
