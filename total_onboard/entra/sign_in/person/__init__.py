"""Sign-in of a person: by a code on any device, kept for the next command."""
