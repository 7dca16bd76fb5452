"""Runs over many seeds and settings, and the data for them."""
