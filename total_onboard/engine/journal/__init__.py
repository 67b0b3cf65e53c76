"""The journal: what this machine did in a tenant, and what it knows from it."""
