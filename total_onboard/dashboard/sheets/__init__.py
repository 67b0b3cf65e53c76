"""Value sheets in the making: drafts, what is signed, and the files and texts for the customer."""
