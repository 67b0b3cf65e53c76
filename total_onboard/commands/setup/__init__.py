"""``setup``: bring a tenant to the desired state."""
