"""The desired state as a configuration for Terraform."""
