"""What an object contains that isn't known here."""
