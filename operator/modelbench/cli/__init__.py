"""The command line for people and for CI: ``modelbench`` and ``kubectl modelbench``."""
