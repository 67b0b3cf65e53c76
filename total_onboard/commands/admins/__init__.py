"""``admins`` and ``sync``: the members of the admin group."""
