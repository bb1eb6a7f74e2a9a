"""The sample model, trimmed for a short start."""
