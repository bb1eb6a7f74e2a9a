"""Results as text, as Markdown and as a page. Pure."""
