"""The attribute mapping of the synchronization job."""
