"""What staff may type on the network's own pages."""
