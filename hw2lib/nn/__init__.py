"""The library to read in an evening: networks, losses, backpropagation, its check, and training. NumPy alone."""
