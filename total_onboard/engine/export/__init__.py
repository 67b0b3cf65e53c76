"""The desired state as code: a script for the Azure CLI."""
