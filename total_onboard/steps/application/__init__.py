"""The enterprise application: create, adopt, restore, delete."""
