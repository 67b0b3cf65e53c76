"""OAuth grants: client credentials, authorization codes, device codes, and their token responses."""
