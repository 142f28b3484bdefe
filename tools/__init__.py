"""Commands for whoever works on Hiroba."""
