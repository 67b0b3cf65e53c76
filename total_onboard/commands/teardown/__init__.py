"""``teardown``: remove what setup created."""
