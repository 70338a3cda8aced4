"""Chains of approval: who approves after whom, from which amount on, and nobody what they asked for themselves."""
