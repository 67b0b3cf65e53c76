"""The groups' assignment to the application, and its removal."""
