"""Emails of the network's room, one file a noun."""
