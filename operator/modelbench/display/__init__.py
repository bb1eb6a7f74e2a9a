"""What views are made of: tables, plots, colours."""
