"""Permissions of Microsoft Graph and directory roles that the steps declare, by command and by step."""
