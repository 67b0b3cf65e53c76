"""Every request cut, killed, repeated or refused; random histories."""
