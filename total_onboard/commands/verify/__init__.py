"""``verify``: prove that the connection works."""
