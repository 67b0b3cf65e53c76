"""How the admin signs in to Microsoft Entra: device code or browser, and the token that comes of it."""
