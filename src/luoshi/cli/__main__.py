"""``python -m luoshi.cli``: the command without an installed script."""

from luoshi.cli import main

if __name__ == "__main__":
    main()
