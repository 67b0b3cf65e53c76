"""The provisioning API: requests, their bodies, and what it answers."""
