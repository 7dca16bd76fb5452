"""Puts the notebooks into the installed package; all else stands in pyproject.toml."""

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


setup(cmdclass={"build_py": WithNotebooks})
