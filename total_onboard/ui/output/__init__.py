"""Files and documents that commands write: JSON, report, calendar, Prometheus metrics."""
