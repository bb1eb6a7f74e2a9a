"""Price sheets and billing rules. Pure."""
