"""The provisioning service's requests to a SCIM endpoint."""
