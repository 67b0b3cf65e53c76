"""Content of a simulated tenant: its objects, their sources, and their storage."""
