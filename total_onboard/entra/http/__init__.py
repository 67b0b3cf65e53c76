"""HTTP to Microsoft and to TOTAL: limits, proxies, recording, reasons of failed connections."""
