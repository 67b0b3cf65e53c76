"""The synchronization job and its SCIM credentials: create, start, stop, quarantine."""
