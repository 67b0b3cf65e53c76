"""What differs between Windows, macOS and Linux."""
