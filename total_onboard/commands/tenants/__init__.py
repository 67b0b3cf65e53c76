"""``--tenants FILE``: one command in many tenants."""
