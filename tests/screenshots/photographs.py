"""The free photographs in the screenshots, their authors and licenses. They come from Debian packages."""

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from local.dev.errors import CommandError
from local.dev.paths import LOCAL, display_path

PHOTOGRAPHS = LOCAL / "photographs"
PACKAGES = PHOTOGRAPHS / "packages"
"""Where packages that aren't installed are unpacked."""


@dataclass(frozen=True)
class Source:
    """A Debian package with photographs."""

    package: str
    path: str
    """Path of a photograph in the package, with `{}` for its file name."""


@dataclass(frozen=True)
class Photograph:
    """One photograph, before cropping."""

    file: str
    author: str
    license: str
    source: Source

    @property
    def path(self) -> str:
        """Relative to the root of the file system, or to where the package is unpacked."""
        return self.source.path.format(self.file)


_LOMIRI = Source("lomiri-wallpapers-16.04", "usr/share/backgrounds/{}.jpg")
_MATE = Source("mate-backgrounds", "usr/share/backgrounds/mate/nature/{}.jpg")
_PLASMA = Source("plasma-workspace-wallpapers", "usr/share/wallpapers/{}/contents/images/2560x1600.jpg")

# From each package's debian/copyright, and for Plasma from each photograph's metadata.json.
CREDITS = {
    "bridge": Photograph("Bridge_by_Sander_Klootwijk", "Sander Klootwijk", "CC BY-SA 4.0", _LOMIRI),
    "bud": Photograph("Dragonfly_by_Bolly", "“Bolly”", "CC BY-SA 4.0", _LOMIRI),
    "fig": Photograph("Picture_0B_by_freespace", "Trevor “Freespace”", "CC BY 4.0", _LOMIRI),
    "brushes": Photograph("Picture_1A_by_freespace", "Trevor “Freespace”", "CC BY 4.0", _LOMIRI),
    "drum": Photograph("Wine_by_Jakkub_Mede", "Jakub Mede", "CC BY 4.0", _LOMIRI),
    "ridge": Photograph("aitzgorri_by_Aitzol_Berasategi", "Aitzol Berasategi", "CC BY 4.0", _LOMIRI),
    "lamp": Photograph("free_by_Peter_Nerlich", "Peter Nerlich", "CC BY-SA 4.0", _LOMIRI),
    "dogs": Photograph("friends_by_Aitzol_Berasategi", "Aitzol Berasategi", "CC BY 4.0", _LOMIRI),
    "clock": Photograph("greentock_by_Peter_Nerlich", "Peter Nerlich", "CC BY-SA 4.0", _LOMIRI),
    "stream": Photograph("life_by_Aitzol_Berasategi", "Aitzol Berasategi", "CC BY 4.0", _LOMIRI),
    "peaks": Photograph("picosdeeuropa_by_Aitzol_Berasategi", "Aitzol Berasategi", "CC BY 4.0", _LOMIRI),
    "dandelion": Photograph("seeding_by_Clements_Engelhardt", "Clemens Engelhardt", "CC0", _LOMIRI),
    "summit": Photograph("sunset_by_Aitzol_Berasategi", "Aitzol Berasategi", "CC BY 4.0", _LOMIRI),
    "drop": Photograph("Aqua", "Charles Barbin", "GPL-2+", _MATE),
    "leaf": Photograph("Blinds", "Lennart Poettering", "GPL-2+", _MATE),
    "dune": Photograph("Dune", "Marco Cogoni", "GPL-2+", _MATE),
    "nasturtium": Photograph("FreshFlower", "Jens Ansorg", "GPL-2+", _MATE),
    "marigold": Photograph("Garden", "Charles Barbin", "GPL-2+", _MATE),
    "grass": Photograph("GreenMeadow", "Timothy Schellhase", "GPL-2+", _MATE),
    "ladybird": Photograph("LadyBird", "Charles Barbin", "GPL-2+", _MATE),
    "rain": Photograph("RainDrops", "“blackcombwhistler07”", "GPL-2+", _MATE),
    "storm": Photograph("Storm", "Sergey Nazarov", "GPL-2+", _MATE),
    "seeds": Photograph("TwoWings", "Charles Barbin", "GPL-2+", _MATE),
    "coneflower": Photograph("YellowFlower", "Charles Barbin", "GPL-2+", _MATE),
    "jetty": Photograph("BytheWater", "Maciej Wiklo", "LGPLv3", _PLASMA),
    "pier": Photograph("ColdRipple", "Risto Saukonpää", "LGPLv3", _PLASMA),
    "cups": Photograph("ColorfulCups", "Dmitri Popov", "LGPLv3", _PLASMA),
    "night": Photograph("DarkestHour", "Risto Saukonpää", "LGPLv3", _PLASMA),
    "boats": Photograph("EveningGlow", "Ian Hex", "LGPLv3", _PLASMA),
    "maple": Photograph("FallenLeaf", "Martin Klapetek", "LGPLv3", _PLASMA),
    "facade": Photograph("Grey", "Sigi Sagi", "LGPLv3", _PLASMA),
    "kite": Photograph("Kite", "Risto Saukonpää", "LGPLv3", _PLASMA),
    "moss": Photograph("OneStandsOut", "Risto Saukonpää", "LGPLv3", _PLASMA),
    "forest": Photograph("Path", "Risto Saukonpää", "LGPLv3", _PLASMA),
    "lake": Photograph("summer_1am", "Risto Saukonpää", "LGPLv3", _PLASMA),
}
"""Photographs by subject."""


def fetch_photographs() -> None:
    """Download the Debian packages that are missing. Raises CommandError."""
    packages = sorted({photograph.source.package for photograph in CREDITS.values() if not _find(photograph)})
    for package in packages:
        _unpack(package)
    missing = [photograph.path for photograph in CREDITS.values() if not _find(photograph)]
    if missing:
        raise CommandError(f"These photographs are missing: {', '.join(missing)}. {_advice(packages)}")


def find_photograph(subject: str) -> Path:
    """Path of the photograph with this subject. Call fetch_photographs first."""
    path = _find(CREDITS[subject])
    if not path:
        raise FileNotFoundError(CREDITS[subject].path)
    return path


def format_credit(subjects: Iterable[str]) -> str:
    """A sentence for the README that names the authors, licenses and packages of these photographs."""
    photographs = sorted(
        {CREDITS[subject] for subject in subjects}, key=lambda photograph: (photograph.license, photograph.author)
    )
    parts = []
    for license_name, group in groupby(photographs, key=lambda photograph: photograph.license):
        authors = dict.fromkeys(photograph.author for photograph in group)
        parts.append(f"{', '.join(authors)} ({license_name})")
    packages = sorted({f"`{photograph.source.package}`" for photograph in photographs})
    return f"Photographs by {'; '.join(parts)}; cropped, from Debian's packages {', '.join(packages)}."


def _find(photograph: Photograph) -> Path | None:
    return next((path for root in (Path("/"), PACKAGES) if (path := root / photograph.path).is_file()), None)


def _unpack(package: str) -> None:
    print(f"Downloading photographs: Debian package {package} …", flush=True)
    PACKAGES.mkdir(parents=True, exist_ok=True)
    try:
        _run("apt-get", "download", package)
        for archive in PACKAGES.glob(f"{package}_*.deb"):
            _run("dpkg-deb", "--extract", archive.name, ".")
            archive.unlink()
    except (OSError, subprocess.CalledProcessError) as error:
        raise CommandError(
            f"The Debian package {package} can't be downloaded ({error}). {_advice([package])}"
        ) from error


def _run(*command: str) -> None:
    subprocess.run(command, cwd=PACKAGES, check=True, capture_output=True)


def _advice(packages: Iterable[str]) -> str:
    return f"Install {' '.join(packages)}, or unpack it into {display_path(PACKAGES)}."
