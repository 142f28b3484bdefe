"""What may be typed on the network's pages."""
