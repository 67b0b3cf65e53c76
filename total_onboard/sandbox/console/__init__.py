"""The TOTAL console: a SCIM service that accounts arrive at, and a sign-in page that lets their owners in."""
