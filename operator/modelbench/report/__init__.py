"""One benchmark as a self-contained HTML page. Pure: it reads a status and samples alone."""
