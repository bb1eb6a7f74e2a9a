"""When the requests of a traffic profile come. Pure."""
