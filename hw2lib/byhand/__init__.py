"""One step of learning by hand, each line with its numbers."""
