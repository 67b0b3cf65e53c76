"""The representatives' dashboard: a local web page on the ledger."""
