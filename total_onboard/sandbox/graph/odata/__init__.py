"""The part of OData 4 that Graph's directory objects support: options, filters, pages, shapes."""
