"""Tenants in which TOTAL signs in with a certificate or a federated credential."""
