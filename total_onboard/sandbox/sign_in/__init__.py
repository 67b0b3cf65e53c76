"""Sign-in as the Microsoft identity platform offers it: the OAuth 2.0 grants, and the pages that people see."""
