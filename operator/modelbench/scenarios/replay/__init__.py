"""A stretch of a traffic profile, sent as it comes."""
