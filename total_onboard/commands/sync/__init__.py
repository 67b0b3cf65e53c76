"""``sync``: carry the admin group to TOTAL now."""
