"""Microsoft Graph: client, transport, errors, responses."""
