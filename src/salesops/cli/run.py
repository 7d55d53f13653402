"""The command line as a module: `python -m salesops.cli.run`."""

from salesops.cli import main

if __name__ == "__main__":
    main()
