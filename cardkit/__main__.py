"""`python -m cardkit`."""

from cardkit.cli.main import main

if __name__ == "__main__":
    main()
