"""Puts the notebooks into the installed package, and the README onto its page; all else stands in pyproject.toml."""

import re
import tomllib
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PAGES = sorted(path.as_posix() for path in Path("notebooks").glob("*.ipynb"))


class WithNotebooks(build_py):
    """An editable install finds the notebooks in the clone; a wheel gets its own."""

    def run(self):
        """Copy the package, then the pages."""
        super().run()
        if not self.editable_mode:
            for page in PAGES:
                target = Path(self.build_lib, "hw2lib", page)
                self.mkpath(str(target.parent))
                self.copy_file(page, str(target))

    def get_source_files(self):
        """Name the pages as sources, so that the sdist has them."""
        return [*super().get_source_files(), *PAGES]


def readme():
    """Return the README; where the repository has an address, its links and pictures lead there from anywhere."""
    text = Path("README.md").read_text(encoding="utf-8")
    urls = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"].get("urls", {})
    if not (address := urls.get("Repository", "").rstrip("/")):
        return text
    kind = {"!": "raw", "": "blob"}
    return re.sub(r"(!?)(\[[^\]]*\]\()(?!\w+:|#)", lambda m: f"{m[1]}{m[2]}{address}/{kind[m[1]]}/HEAD/", text)


setup(
    cmdclass={"build_py": WithNotebooks},
    long_description=readme(),
    long_description_content_type="text/markdown",
)
