"""Permissions and tenant-wide consent: grant and revoke."""
