"""Desired state of the tenant: the values that can be given, and their combination with a value sheet."""
