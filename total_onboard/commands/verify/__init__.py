"""``verify``: verify that the connection works."""
