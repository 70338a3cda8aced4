"""``python -m luoshi.cli``: the command where no script is installed."""

from luoshi.cli import main

if __name__ == "__main__":
    main()
