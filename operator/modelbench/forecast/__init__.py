"""What a variant would cost at a traffic profile. Pure."""
