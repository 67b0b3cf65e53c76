"""The provisioning service: a SCIM client that carries assigned people and groups from the directory to TOTAL."""
