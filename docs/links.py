"""Where the course can be read and run; all of it follows from one setting, the repository's address.

    python docs/links.py            prints the README's badges
    python docs/links.py --release ADDRESS TAG

The address is `Repository` in pyproject.toml's [project.urls]. `Documentation` beside it names the site, if that isn't
at GitHub's own place. As long as there is no address, there are no badges, and nothing is released. With --release
the status is 0 only if ADDRESS is the repository's and TAG is this version's: a fork publishes nothing.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIRST = "0_start_here.ipynb"
COLAB_BRANCH = "colab"  # the pages workflow puts the copies for Colab there


@dataclass(frozen=True)
class Links:
    """Addresses in and around a repository on GitHub.

    Attributes:
        repository: https://github.com/OWNER/NAME, without a slash at its end.
        site: where the site is published, with a slash at its end.

    Example:
        >>> here = Links("https://github.com/someone/course", "https://someone.github.io/course/")
        >>> here.live("0_start_here.ipynb")
        'https://someone.github.io/course/live/lab/index.html?path=0_start_here.ipynb'
        >>> here.binder("0_start_here.ipynb")
        'https://mybinder.org/v2/gh/someone/course/HEAD?urlpath=lab/tree/notebooks/0_start_here.ipynb'
    """

    repository: str
    site: str

    @property
    def path(self) -> str:
        """OWNER/NAME."""
        return self.repository.removeprefix("https://github.com/")

    def live(self, page: str) -> str:
        """Where a page runs in the browser."""
        return f"{self.site}{live(page)}"

    def binder(self, page: str) -> str:
        """Where Binder opens a page in JupyterLab."""
        return f"https://mybinder.org/v2/gh/{self.path}/HEAD?urlpath=lab/tree/notebooks/{page}"

    def colab(self, page: str) -> str:
        """Where Colab opens a page's copy, which installs the course first."""
        return f"https://colab.research.google.com/github/{self.path}/blob/{COLAB_BRANCH}/{page}"

    def badges(self) -> str:
        """The README's badges, as Markdown."""
        places = {
            "read": self.site,
            "run in the browser": self.live(FIRST),
            "Binder": self.binder(FIRST),
            "Colab": self.colab(FIRST),
        }
        picture = "https://img.shields.io/badge/{}-0072B2"
        return "\n".join(
            f"[![{name}]({picture.format(name.replace(' ', '%20'))})]({place})" for name, place in places.items()
        )


def live(page: str) -> str:
    """Where a page runs in the browser, seen from the site's root."""
    return f"live/lab/index.html?path={page}"


def links(project: Path = ROOT / "pyproject.toml") -> Links | None:
    """Read the setting; None if there is no address.

    Raises:
        ValueError: if the address isn't one of a repository on GitHub, where Colab and Binder look for it.
    """
    urls = tomllib.loads(project.read_text(encoding="utf-8"))["project"].get("urls", {})
    address = urls.get("Repository", "").rstrip("/")
    if not address:
        return None
    found = re.fullmatch(r"https://github\.com/([\w.-]+)/([\w.-]+)", address)
    if not found:
        raise ValueError(f"Repository is {address!r}; it should be like https://github.com/OWNER/NAME")
    owner, name = found.groups()
    site = urls.get("Documentation", f"https://{owner.lower()}.github.io/{name}")
    return Links(address, f"{site.rstrip('/')}/")


def why_not_released(here: Links | None, address: str, tag: str, version: str) -> str:
    """Say why a tag of a repository isn't to be published; nothing if it is.

    Example:
        >>> why_not_released(None, "https://github.com/someone/course", "v1.0", "1.0")
        'pyproject.toml names no repository, so nothing is released.'
    """
    if here is None:
        return "pyproject.toml names no repository, so nothing is released."
    if here.repository.lower() != address.rstrip("/").lower():
        return f"{address} is not the repository that pyproject.toml names, so nothing is released."
    if tag != f"v{version}":
        return f"The tag {tag} is not this version's, which is v{version}."
    return ""


def main(arguments: Sequence[str]) -> int:
    """Print the badges, or judge a release; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", nargs=2, metavar=("ADDRESS", "TAG"))
    options = parser.parse_args(arguments)
    here = links()
    if not options.release:
        print(here.badges() if here else "pyproject.toml names no repository, so there are no badges.")
        return 0
    sys.path.insert(0, str(ROOT))
    from hw2lib import __version__

    reason = why_not_released(here, *options.release, __version__)
    print(reason or f"{options.release[1]} is released.")
    return bool(reason)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
