"""A page to look at: what an administrator would see in the portal, and who can sign in to TOTAL now."""
