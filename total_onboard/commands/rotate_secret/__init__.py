"""``rotate-secret``: a second client secret, and the removal of the old one."""
