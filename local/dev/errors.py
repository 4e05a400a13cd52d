"""The error that ends a command."""


class CommandError(Exception):
    """An error whose message is printed in place of a traceback."""
