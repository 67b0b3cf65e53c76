"""Renewal and removal of certificates and federated credentials, with every request gone wrong."""
