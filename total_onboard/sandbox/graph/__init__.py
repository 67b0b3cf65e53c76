"""Microsoft Graph v1.0 of the sandbox: strict, authorized, with Microsoft's statuses and error bodies."""
