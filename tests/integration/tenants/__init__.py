"""One command in many tenants."""
