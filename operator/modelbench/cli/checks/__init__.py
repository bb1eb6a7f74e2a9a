"""What ``modelbench check`` looks at, each a line with what to do."""
