"""What the page says that outlives a run: for the change board, and for whoever answers for the tenant next."""
