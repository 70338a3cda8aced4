"""What is measured: indicators, values promised (targets) and told (facts), and what they come to."""
