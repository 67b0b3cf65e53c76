"""Microsoft Graph v1.0 of the practice tenant: strict, authorised, with Microsoft's statuses and error bodies."""
