"""The answer of a benchmark for people, from its status alone: as plain text and as Markdown."""
