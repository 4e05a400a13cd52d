"""One photo on its way: its bytes, then its words, then the proof that storage has both."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from zoneinfo import ZoneInfo

from gallery.model.album_tags import album_tag
from gallery.model.name_dates import date_in_full_name
from importer.client import Client, photo_path
from importer.dates import correct_date, to_local
from importer.entries import READ_ERRORS
from importer.errors import Refused, Unreachable
from importer.found import HIDDEN
from importer.journal import Journal, Record
from importer.live_photos import companion_name
from importer.plan import Item
from importer.results import FAILED, PRESENT, REJECTED, STORED, Result
from importer.resuming import LOST, find_interrupted, is_day
from importer.source_facts import NOTHING
from importer.uploads import (
    DUPLICATE,
    Content,
    Outcome,
    PieceUpload,
    read_content,
    send_exactly,
    send_form,
)
from importer.uploads import REJECTED as REFUSED
from importer.xmp import write_xmp

PIECE_BYTES = 8 * 1024 * 1024
"""What the gallery asks for (docs/http-interface.md)."""

MAX_SIDECAR_BYTES = 256 * 1024
"""The gallery's limit, and one more byte shows that there's more."""

SIDECAR_TYPE = {"Content-Type": "application/rdf+xml"}


@dataclass(frozen=True)
class Sender:
    """Sends photos to one gallery, from several threads."""

    client: Client
    journal: Journal
    zone: ZoneInfo
    """For moments without coordinates."""

    def send(self, item: Item) -> list[tuple[Item, Result]]:
        """Send a photo and its companions; return what became of each. Raises ImportFailed if nothing can be sent."""
        result = self._send_safely(item, "")
        results = [(item, result)]
        for one in item.companions:
            beside = companion_name(result.name, one.entry.file) if result.name and not one.wanted else ""
            results.append((one, self._send_safely(one, beside)))
        return results

    def _send_safely(self, item: Item, beside: str) -> Result:
        try:
            return self._send(item, beside)
        except READ_ERRORS as error:
            return Result(FAILED, reason=f"it can't be read: {error}")
        except Refused as error:
            if error.status == HTTPStatus.UNAUTHORIZED:
                raise
            return Result(FAILED, reason=str(error))
        except Unreachable as error:
            if not self.client.is_up():
                raise
            return Result(FAILED, reason=str(error))  # It's this file that the gallery can't cope with.

    def _send(self, item: Item, beside: str) -> Result:
        record = next((known for entry in item.entries if (known := self.journal.find_file(entry))), None)
        if record and record.is_done:
            return self._verify_again(item, record, beside)
        content = read_content(item.entry, PIECE_BYTES)
        record = self.journal.find_bytes(content.md5, item.wanted)
        if record and record.is_done:
            return self._verify_again(item, record, beside)
        if record:
            return self._resume(item, content, record, beside)
        outcome = self._upload(item, content, beside)
        if outcome.kind == REFUSED:
            status = FAILED if outcome.is_temporary else REJECTED
            return Result(status, reason=outcome.reason, bytes=content.size, md5=content.md5)
        self._remember(item, Record(content.md5, outcome.name, is_done=False, wanted=item.wanted))
        return self._describe(item, content, outcome, beside)

    def _upload(self, item: Item, content: Content, beside: str) -> Outcome:
        """Send the bytes: under an exact name if there's one, next to their picture, to their album, or by date."""
        name = item.wanted or beside
        if name:
            outcome = self._send_bytes(item, content, name)
            if outcome.status not in {HTTPStatus.CONFLICT, HTTPStatus.BAD_REQUEST}:  # taken, or not allowed
                return outcome
        album = name.rpartition("/")[0] if name else item.album
        return self._send_bytes(item, content, album="" if is_day(album) else album)

    def _send_bytes(self, item: Item, content: Content, name: str = "", album: str = "") -> Outcome:
        """Send the bytes under an exact name, or to an album: in one request, or in pieces."""
        modified = self._find_file_time(item, name)
        if content.data is not None:
            send, target = (send_exactly, name) if name else (send_form, album)
            outcome = send(self.client, content, target, modified)
            # A setting may limit requests, but not photos, to fewer bytes.
            if outcome.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                return outcome
        upload = PieceUpload(self.client, content, PIECE_BYTES, self.journal.find_token(item.entry, name))
        upload.on_start = lambda token: self.journal.add_token(item.entry, token, name)
        return upload.send({"name": name} if name else {"file": item.entry.file, "album": album}, modified)

    def _describe(self, item: Item, content: Content, outcome: Outcome, beside: str) -> Result:
        """Send what's said about a photo that's stored, then verify it and finish its journal entry."""
        kind = PRESENT if outcome.kind == DUPLICATE else STORED
        name, refused = outcome.name, ""
        try:
            name = self._send_words(item, content, outcome, is_companion=bool(beside))
        except Refused as error:
            if error.status == HTTPStatus.UNAUTHORIZED:
                raise
            refused = f"what's said about it was refused: {error}"
        renamed = f"it couldn't get the name it had, {item.wanted}" if item.wanted not in {"", outcome.name} else ""
        reason = "; ".join(filter(None, (renamed, refused)))
        result = Result(kind, name, reason, content.size, content.md5, is_problem=bool(reason))
        result = self._verify(result, content)
        if result.status != FAILED and not refused:
            self._remember(item, Record(content.md5, name, wanted=item.wanted, albums=tuple(item.albums)))
        return result if beside else _warn_if_visible(item, result)

    def _resume(self, item: Item, content: Content, record: Record, beside: str) -> Result:
        """Continue with a photo whose bytes were stored before an import died."""
        names = [record.name, self._name_after_correction(item, record.name)]
        photo = find_interrupted(self.client, content, names)
        if photo:
            return self._describe(item, content, Outcome(DUPLICATE, photo), beside)
        # Without a name, so that no video is stored beside a photo that isn't there.
        return Result(PRESENT, "", f"{LOST} {record.name}", content.size, content.md5, is_problem=True)

    def _send_words(self, item: Item, content: Content, outcome: Outcome, *, is_companion: bool) -> str:
        """Send sidecar and album tags; return the photo's name, which a corrected date changes.

        What the gallery says already about a photo that it had stays. Companions have their picture's words.
        """
        name, keeps = outcome.name, outcome.kind == DUPLICATE
        facts, tags = (NOTHING, []) if is_companion else (item.facts, item.album_tags)
        theirs = item.sidecar.read(MAX_SIDECAR_BYTES + 1) if item.sidecar else None
        data = theirs or write_xmp(facts, correct_date(facts, outcome.photo, self.zone), tags)
        if data:
            params = {"keep": "yes"} if keeps else {}
            path = photo_path(f"{name}.xmp")
            response = self.client.request("PUT", path, data=data, params=params, headers=SIDECAR_TYPE)
            name = str(response.json()["photo"]["name"])
            if name != outcome.name:  # A process that dies now must find it.
                self._remember(item, Record(content.md5, name, is_done=False, wanted=item.wanted))
        if tags and (theirs or keeps):
            self.client.request("PATCH", photo_path(name, "/api/photos/"), json={"add_tags": tags})
        return name

    def _verify(self, result: Result, content: Content) -> Result:
        """Compare what storage has with the file."""
        stored = self.client.find_stored(result.name)
        if not stored:
            return replace(result, status=FAILED, reason="it was stored, but can't be found any more")
        if not stored.is_identified or not stored.agrees_with(content):
            return replace(result, status=FAILED, reason="storage has other bytes")
        return replace(result, is_verified=True)

    def _verify_again(self, item: Item, record: Record, beside: str) -> Result:
        """Look at a photo that was imported before. It may have been moved or deleted since, which is fine."""
        result = Result(PRESENT, record.name, "", item.entry.size, record.md5)
        stored = self.client.find_stored(record.name)
        if not stored:
            result = replace(result, reason=GONE)
        elif stored.md5 and stored.md5 != record.md5:
            result = replace(result, reason=REPLACED)
        else:
            record = record if beside else self._add_to_new_albums(item, record)
            result = replace(result, is_verified=bool(stored.md5) and stored.bytes == item.entry.size)
        self._remember(item, record)
        return result if beside else _warn_if_visible(item, result)

    def _add_to_new_albums(self, item: Item, record: Record) -> Record:
        """Put a photo into the albums that only a newer export has it in."""
        new = [album for album in item.albums if album not in record.albums]
        if not new:
            return record
        own = {record.name.rpartition("/")[0], *([HIDDEN] if item.facts.is_hidden else [])}
        tags = [album_tag(album) for album in new if album not in own]
        self.client.request("PATCH", photo_path(record.name, "/api/photos/"), json={"add_tags": tags})
        return replace(record, albums=(*record.albums, *new))

    def _find_file_time(self, item: Item, name: str) -> str | None:
        """Return the date that a photo gets if its bytes have none: the source's, or when the file was changed.

        None if its exact name says it, because the gallery prefers other dates to that of a folder.
        """
        if taken := item.found[0].taken:
            return None if taken == date_in_full_name(name) else taken
        facts = item.facts
        if facts.taken:
            return to_local(facts.taken, facts, self.zone).replace(tzinfo=None).isoformat()
        return item.entry.local_time(self.zone)

    def _name_after_correction(self, item: Item, name: str) -> str:
        """Return the name that a photo filed by date has once its sidecar corrects the date."""
        facts = item.facts
        if not facts.taken or not is_day(name.rpartition("/")[0]):
            return name
        day = to_local(facts.taken, facts, self.zone).date()
        return f"{day:%Y/%m/%d}/{name.rpartition('/')[2]}"

    def _remember(self, item: Item, record: Record) -> None:
        for entry in item.entries:
            if self.journal.find_file(entry) != record:
                self.journal.add(entry, record)


GONE = "imported before, and moved or deleted in the gallery since"
REPLACED = "imported before, and another photo has its name now"
VISIBLE = "hidden in the source, but the gallery has it elsewhere: move it to"


def _warn_if_visible(item: Item, result: Result) -> Result:
    """Report a photo that its source hides, but that the gallery had before. Only the owner may move it."""
    hiding = [found.album for found in item.found if found.rank == 0]
    is_inside = any(result.name.startswith(f"{album}/") for album in hiding)
    if not hiding or is_inside or result.reason or not result.name:
        return result
    return replace(result, reason=f"{VISIBLE} {hiding[0]}, unless others may see it", is_problem=True)
