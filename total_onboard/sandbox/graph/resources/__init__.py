"""One file per resource of Microsoft Graph."""
