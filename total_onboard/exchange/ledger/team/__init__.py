"""What several representatives share: summaries of customers, checklists, the audit trail, and versions of entries."""
