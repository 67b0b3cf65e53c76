"""Report that outlives a run: for the change board, and for the tenant's next administrator."""
