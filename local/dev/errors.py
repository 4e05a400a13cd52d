"""Why a command can't go on."""


class CommandError(Exception):
    """The only argument is the sentence for the person at the terminal."""
