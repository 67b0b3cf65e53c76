"""``status``: drift and expiry dates, and their repair."""
