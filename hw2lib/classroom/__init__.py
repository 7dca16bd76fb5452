"""A class: the pages handed out, to each with numbers of their own, and graded without running a line of them."""
