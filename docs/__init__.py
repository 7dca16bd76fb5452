"""The published site: its pages, and the scripts that build it."""
