"""Forms of the campaigns' room, one file a noun."""
