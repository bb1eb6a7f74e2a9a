"""The sample model service: one model and one validation, as a Flask and as a Lambda service."""
