"""The groups and their members: create, adopt, delete."""
