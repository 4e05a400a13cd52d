"""Why an import or an export can't start or continue."""


class ImportFailed(Exception):
    """Something that a person has to fix. The message says what."""


class UnreadableZip(ImportFailed):
    """A zip can't be read. It may be incomplete."""


class Unreachable(ImportFailed):
    """The gallery or its storage didn't respond, again and again. The next run continues here."""


class Refused(ImportFailed):
    """The gallery has refused a request, for a reason that repeating it doesn't change."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason or f"The gallery refused it (status {status}).")
        self.status = status
