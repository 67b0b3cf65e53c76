"""The mail addresses to which Microsoft sends notifications, and their removal."""
