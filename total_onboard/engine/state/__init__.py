"""The observed state of a tenant."""
