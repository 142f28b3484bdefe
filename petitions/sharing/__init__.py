"""How a statement is passed on: its card as words and as a picture, and the ways to tell others."""
