"""``admins``: the members of the admin group."""
