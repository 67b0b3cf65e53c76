"""The client secret: create, rotate, remove."""
