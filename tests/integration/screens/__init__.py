"""Standard screens, from real runs in a sandbox tenant."""
