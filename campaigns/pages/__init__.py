"""What the public pages of this room show."""
