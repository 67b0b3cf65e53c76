"""The wizard of ``setup``: asks for missing values once the tenant and the account are known."""
