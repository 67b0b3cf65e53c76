"""What the browser asks the sign-in host for: authorization, a device code page, sign-out."""
