"""Experiences (经验做法): ways of working that were tried, verified, recommended and adopted elsewhere."""
