"""``python -m modelbench.cli``."""

from modelbench.cli.main import main

if __name__ == "__main__":
    main()
