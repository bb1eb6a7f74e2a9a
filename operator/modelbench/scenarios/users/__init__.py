"""Users at once, in a closed loop."""
