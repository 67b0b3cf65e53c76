"""What TOTAL signs in with: the choice among secret, certificate and federated credential, and the latter two."""
