"""Pictures and controls for the notebooks."""
