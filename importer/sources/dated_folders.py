"""Folders that stand for dates, as people and software call them: their photos are filed by date."""

import re

_DATE = re.compile(
    r"(?:18|19|20)\d\d(?:[-_. ]?(?:0[1-9]|1[0-2])(?:[-_. ]?(?:0[1-9]|[12]\d|3[01]))?)?|(?:0?[1-9]|[12]\d|3[01])"
)
"""`2019`, `2019-07`, `2019-07-12`, `20190712`, `07`."""

_MONTH = re.compile(r"(0?[1-9]|1[0-2])[-_. ]+([^\W\d_]{3,})\.?")
"""`07 - July`, `07_Jul.`: a number and the name of that month."""

_MONTHS = (
    "january januar jänner janvier enero gennaio janeiro januari styczeń",
    "february februar février febrero febbraio fevereiro februari luty",
    "march märz mars marzo março maart marts marec marzec",
    "april avril abril aprile kwiecień",
    "may mai mayo maggio maio mei maj",
    "june juni juin junio giugno junho czerwiec",
    "july juli juillet julio luglio julho lipiec",
    "august août agosto augustus augusti sierpień",
    "september septembre septiembre settembre setembro wrzesień",
    "october oktober octobre octubre ottobre outubro październik",
    "november novembre noviembre novembro listopad",
    "december dezember décembre diciembre dicembre dezembro desember grudzień",
)
"""In English, German, French, Spanish, Italian, Portuguese, Dutch, Scandinavian languages and Polish."""


def is_dated(folder: str) -> bool:
    """Return whether a folder's own name stands for a year, a month or a day."""
    if _DATE.fullmatch(folder):
        return True
    if month := _MONTH.fullmatch(folder):
        return any(name.startswith(month[2].lower()) for name in _MONTHS[int(month[1]) - 1].split())
    return False
