"""The synchronization part of Graph: templates, jobs, credentials, schemas (Graph reference, Synchronization)."""
