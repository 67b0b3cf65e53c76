"""Checks of the roles and policies that decide what the admin may do."""
