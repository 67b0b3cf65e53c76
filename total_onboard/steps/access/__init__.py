"""What the steps declare about permissions of Microsoft Graph and directory roles, by command and by step."""
