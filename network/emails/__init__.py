"""Emails to the people of the network."""
