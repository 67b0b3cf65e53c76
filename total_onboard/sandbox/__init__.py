"""The practice tenant: sign-in, Graph, provisioning and a TOTAL console on loopback; imports nothing of the rest."""
