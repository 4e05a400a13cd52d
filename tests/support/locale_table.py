"""Writes `gallery/web/locales.json` from Chromium's `Intl`, for `dev.py locales`.

The server then formats dates and numbers as scripts do, and knows exactly the locales that Chromium knows.
"""

import json
import sys
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from gallery.web.locales import DEFAULT, TABLE
from support import chromium

SOURCE = "Unicode CLDR, as in Chromium {version}. © Unicode, Inc. License: https://www.unicode.org/license.txt"

FIND_TAGS = """() => {
    const letters = [..."abcdefghijklmnopqrstuvwxyz"];
    const pairs = letters.flatMap((first) => letters.map((second) => first + second));
    const triples = pairs.flatMap((pair) => letters.map((third) => pair + third));
    const regions = [...pairs.map((pair) => pair.toUpperCase()), "001", "150", "419"];
    const scripts = ["Arab", "Beng", "Cyrl", "Deva", "Guru", "Hans", "Hant", "Latn"];
    const isKnown = (tag) => new Intl.DateTimeFormat(tag).resolvedOptions().locale === tag;
    const languages = Intl.DateTimeFormat.supportedLocalesOf([...pairs, ...triples])
        .filter((tag) => tag.length <= 3 && isKnown(tag));  // longer ones are aliases
    return languages
        .flatMap((tag) => [tag, ...scripts.map((script) => `${tag}-${script}`).filter(isKnown)])
        .flatMap((tag) => [tag, ...regions.map((region) => `${tag}-${region}`).filter(isKnown)]);
}"""

READ_LOCALES = """(tags) => {
    const read = (tag) => {
        const parts = (options, ...time) =>
            new Intl.DateTimeFormat(tag, {calendar: "gregory", timeZone: "UTC", ...options})
                .formatToParts(Date.UTC(...time));
        const template = (parts, letters) =>
            parts.map(({type, value}) => (type in letters ? `{${letters[type]}}` : value)).join("");
        const times = (count, format) => Array.from({length: count}, (_, index) => format(index));
        const month = {month: "long", year: "numeric"}, date = {dateStyle: "long"}, time = {timeStyle: "short"};
        const moment = [2026, 8, 5, 8, 34];
        const number = new Intl.NumberFormat(tag);
        const digits = new Intl.NumberFormat(tag, {useGrouping: false}).format(9876543210);
        const numbers = number.formatToParts(1234567.5);
        const symbol = (type) => numbers.find((part) => part.type === type)?.value;
        return {
            months: times(12, (index) => template(parts(month, 2026, index, 5), {year: "y"})),
            dates: times(12, (index) => template(parts(date, 2026, index, 5), {day: "d", year: "y"})),
            weekdays: times(7, (index) =>  // from Monday
                template(parts({weekday: "short", day: "numeric"}, 2026, 8, 7 + index), {day: "d"})),
            hours: times(24, (hour) => template(parts(time, 2026, 8, 5, hour, 34), {minute: "m"})),
            moment: template(parts({...date, ...time}, ...moment), {})
                .replace(template(parts(date, ...moment), {}), "{date}")
                .replace(template(parts(time, ...moment), {}), "{time}"),
            digits: [...digits].reverse().join(""),
            decimal: symbol("decimal"),
            group: symbol("group"),
            // Whether numbers of four digits have a group, and the size of all groups but the last.
            short: number.formatToParts(1234).some(({type}) => type === "group"),
            size: numbers.filter(({type}) => type === "integer").at(-2).value.length,
        };
    };
    return Object.fromEntries(tags.map((tag) => [tag, read(tag)]));
}"""


def read_locales(browser: Browser, tags: Sequence[str] | None = None) -> dict[str, Any]:
    """Return what `locales.json` must contain for these tags, or for all that Chromium knows."""
    page = browser.new_page()
    try:
        found: dict[str, Any] = page.evaluate(READ_LOCALES, tags or sorted(set(page.evaluate(FIND_TAGS))))
    finally:
        page.close()
    return found


def compact(rows: dict[str, Any]) -> dict[str, Any]:
    """Leave out locales that equal the one their tag falls back to; those that equal another one refer to it."""
    kept: dict[str, Any] = {}
    known = {json.dumps(rows[DEFAULT]): DEFAULT}
    for tag, row in sorted(rows.items(), key=lambda item: (item[0] != DEFAULT, item[0])):
        parent = tag.rpartition("-")[0]
        if rows.get(parent) != row:
            first = known.setdefault(json.dumps(row), tag)
            kept[tag] = row if first == tag else first
    return kept


def main() -> None:
    path = chromium.find()
    if not path:
        sys.exit(chromium.MISSING)
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS) as browser,
    ):
        rows, source = compact(read_locales(browser)), SOURCE.format(version=browser.version)
    lines = [json.dumps({"": source}, ensure_ascii=False)[1:-1]]
    lines += [f"{json.dumps(tag)}: {json.dumps(row, ensure_ascii=False)}" for tag, row in rows.items()]
    TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
