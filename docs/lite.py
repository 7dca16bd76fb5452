"""The live copy: JupyterLite, whose Python runs in the reader's browser.

Python itself (Pyodide) and the libraries that have compiled parts come from Pyodide's release: from its CDN when a page
is read, or from a folder with that release's files, which are copied to the site. Of the rest a wheel is put on the
site. Everything stands in one lock file, so that the browser fetches each by its name.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from email import message_from_bytes
from pathlib import Path
from typing import Any, TypeAlias

from jupyterlite_pyodide_kernel.constants import (
    PYODIDE_CDN_URL,
    PYODIDE_KERNEL_PLUGIN_ID,
    PYODIDE_PYTHON_VERSION,
    PYODIDE_VERSION,
)
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from docs.links import ROOT
from docs.pages import NOTEBOOKS, to_run, write

Lock: TypeAlias = dict[str, Any]

# loaded before the first cell: a cell with a magic in it fetches nothing by itself, nor does the inside of hw2lib
AT_THE_START = ["hw2lib", "anywidget", "ipywidgets", "matplotlib", "pillow", "sympy", "tqdm"]
AT_THE_START += ["ipykernel", "pyodide-kernel", "ipython", "comm", "jedi", "micropip"]  # the kernel itself
BY_ONE_PAGE = ["scikit-learn"]
FRONT_END = {"jupyterlab-widgets", "widgetsnbextension"}  # the page has these as extensions
EXTENSIONS = ("@jupyterlite/pyodide-kernel-extension", "@jupyter-widgets/jupyterlab-manager", "anywidget")
ENGINE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
LABEXTENSIONS = Path(sys.prefix, "share", "jupyter", "labextensions")
IN_THE_BROWSER = {
    "python_version": PYODIDE_PYTHON_VERSION,
    "python_full_version": f"{PYODIDE_PYTHON_VERSION}.0",
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "os_name": "posix",
    "extra": "",
}


def build(output: Path, pyodide: str = PYODIDE_CDN_URL) -> None:
    """Build the live copy.

    Args:
        output: its folder, which is emptied first: what an earlier build left there would change the settings.
        pyodide: the address of Pyodide's files, or a folder that holds them.

    Raises:
        ValueError: if the folder lacks a file that is needed.
    """
    shutil.rmtree(output, ignore_errors=True)
    remote = "://" in pyodide
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in NOTEBOOKS:
            write(to_run(name), work / "content" / name)
        lock = pyodide_lock(pyodide, work)
        wheels = [hw2lib_wheel(work), *kernel_wheels(), *pure_wheels(lock, work / "wheels")]
        lock["packages"] |= entries(wheels, set(lock["packages"]))
        (work / "lite").mkdir()
        engine = f"{pyodide.rstrip('/')}/pyodide.mjs" if remote else "./static/pyodide/pyodide.mjs"
        (work / "lite/jupyter-lite.json").write_text(json.dumps(settings(engine)), encoding="utf-8")
        run_jupyterlite(work / "lite", work / "content", output)
        place = output / "static/pyodide-lock"
        place.mkdir(parents=True)
        for wheel in wheels:
            shutil.copy(wheel, place)
    if remote:
        base = pyodide.rstrip("/")
    else:
        lock["packages"] = closure(lock, [*AT_THE_START, *BY_ONE_PAGE])
        copy_pyodide(Path(pyodide), lock, output / "static/pyodide")
        base = "../pyodide"
    ours = {wheel.name for wheel in wheels}
    for package in lock["packages"].values():
        if package["file_name"] not in ours:
            package["file_name"] = f"{base}/{package['file_name']}"
    (place / LOCK).write_text(json.dumps(lock, indent=1), encoding="utf-8")
    written = json.loads((output / "jupyter-lite.json").read_text(encoding="utf-8"))
    kept = written["jupyter-config-data"]["litePluginSettings"][PYODIDE_KERNEL_PLUGIN_ID]
    if kept.get("pyodideUrl") != engine:
        raise RuntimeError(f"JupyterLite took Pyodide from {kept.get('pyodideUrl')} instead of {engine}")


def settings(engine: str) -> Mapping[str, Any]:
    """Return jupyter-lite.json: where Python is, and what it loads at its start."""
    options = {"lockFileURL": f"./static/pyodide-lock/{LOCK}", "packages": AT_THE_START}
    kernel = {"pyodideUrl": engine, "loadPyodideOptions": options}
    shown = {"appName": "hw2lib", "litePluginSettings": {PYODIDE_KERNEL_PLUGIN_ID: kernel}}
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": shown}


def run_jupyterlite(lite: Path, content: Path, output: Path) -> None:
    """Build JupyterLite with its one app, the extensions that the course needs, and the notebooks."""
    command: list[str | Path] = [sys.executable, "-m", "jupyterlite_core", "build", "--apps=lab", "--no-sourcemaps"]
    command += ["--no-unused-shared-packages", "--ignore-sys-prefix", f"--output-dir={output}", f"--lite-dir={lite}"]
    command += [f"--contents={content}", f"--settings-overrides={ROOT / 'hw2lib/lab/overrides.json'}"]
    command += [f"--LiteBuildConfig.federated_extensions={LABEXTENSIONS / name}" for name in EXTENSIONS]
    quietly(command, cwd=lite)  # its database of finished tasks is written there, and goes with it


def pyodide_lock(pyodide: str, work: Path) -> Lock:
    """Read Pyodide's own lock: from the folder, or from the npm package of the same release."""
    if "://" not in pyodide:
        missing = [name for name in (*ENGINE, LOCK) if not Path(pyodide, name).is_file()]
        if missing:
            raise ValueError(f"{pyodide} is no folder with Pyodide's files: {', '.join(missing)} not found")
        return json.loads(Path(pyodide, LOCK).read_text(encoding="utf-8"))
    npm = shutil.which("npm")
    if npm is None:
        raise ValueError("npm, which brings Pyodide's list of packages, is not installed here")
    quietly([npm, "pack", f"pyodide@{PYODIDE_VERSION}"], cwd=work)
    shutil.unpack_archive(work / f"pyodide-{PYODIDE_VERSION}.tgz", work / "npm", filter="data")
    return json.loads((work / "npm/package" / LOCK).read_text(encoding="utf-8"))


def hw2lib_wheel(work: Path) -> Path:
    """Build the course's own wheel from a copy of its sources, since building writes beside them."""
    ignored = shutil.ignore_patterns(".*", "build", "my", "*.egg-info", "__pycache__")
    sources = shutil.copytree(ROOT, work / "sources", ignore=ignored)
    quietly([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", work / "own", sources])
    (wheel,) = (work / "own").glob("*.whl")
    return wheel


def kernel_wheels() -> list[Path]:
    """Find the wheels that the kernel's extension brings, without the one that only names the front end."""
    folder = LABEXTENSIONS / EXTENSIONS[0] / "static/pypi"
    return sorted(wheel for wheel in folder.glob("*.whl") if name_of(wheel) not in FRONT_END)


def pure_wheels(lock: Lock, folder: Path) -> list[Path]:
    """Download what Pyodide doesn't have, in the versions of requirements.txt, and all that this needs in turn."""
    own = {"hw2lib", *map(name_of, kernel_wheels())}
    wheels: dict[str, Path] = {}
    wanted = list(AT_THE_START)
    while wanted:
        name = wanted.pop()
        if name in own or name in wheels or name in lock["packages"]:
            continue
        wheels[name] = download(name, folder)
        wanted += needs(wheels[name])
    return list(wheels.values())


def download(name: str, folder: Path) -> Path:
    """Download one wheel that runs anywhere."""
    command: list[str | Path] = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    command += [f"--python-version={PYODIDE_PYTHON_VERSION}", "--implementation=py", "--abi=none", "--platform=any"]
    quietly([*command, f"--dest={folder}", f"--constraint={ROOT / 'requirements.txt'}", name])
    return next(wheel for wheel in folder.glob("*.whl") if name_of(wheel) == name)


def name_of(wheel: Path) -> str:
    """Return a wheel's normalised name, which its file's name begins with."""
    return canonicalize_name(wheel.name.split("-")[0])


def metadata(wheel: Path) -> Any:
    """Read a wheel's metadata."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def needs(wheel: Path) -> list[str]:
    """Name what a wheel needs in the browser."""
    required = map(Requirement, metadata(wheel).get_all("Requires-Dist", []))
    asked = (r for r in required if r.marker is None or r.marker.evaluate(IN_THE_BROWSER))
    return sorted({canonicalize_name(r.name) for r in asked} - FRONT_END)


def imports(wheel: Path) -> list[str]:
    """Name the packages and modules in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist() if name.endswith(".py")}
    return sorted({top.removesuffix(".py") for top in tops if not top.endswith((".data", ".dist-info"))})


def entries(wheels: Iterable[Path], known: set[str]) -> Mapping[str, Any]:
    """Write what the lock says of each wheel.

    Raises:
        ValueError: if a wheel needs what is neither among them nor in Pyodide.
    """
    wheels = list(wheels)
    there = known | {name_of(wheel) for wheel in wheels}
    for wheel in wheels:
        if missing := set(needs(wheel)) - there:
            raise ValueError(f"{wheel.name} needs {', '.join(sorted(missing))}, which the lock doesn't have")
    return {
        name_of(wheel): {
            "name": name_of(wheel),
            "version": metadata(wheel)["Version"],
            "file_name": wheel.name,
            "install_dir": "site",
            "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
            "package_type": "package",
            "imports": imports(wheel),
            "depends": needs(wheel),
            "unvendored_tests": False,
        }
        for wheel in wheels
    }


def closure(lock: Lock, names: Iterable[str]) -> Mapping[str, Any]:
    """Return the entries of some packages and of all that they need.

    Example:
        >>> lock = {"packages": {"a": {"depends": ["B_b"]}, "b-b": {"depends": []}, "c": {"depends": []}}}
        >>> sorted(closure(lock, ["a"]))
        ['a', 'b-b']
    """
    found: dict[str, Any] = {}
    wanted = list(names)
    while wanted:
        name = canonicalize_name(wanted.pop())
        if name not in found:
            found[name] = lock["packages"][name]
            wanted += found[name]["depends"]
    return found


def copy_pyodide(folder: Path, lock: Lock, target: Path) -> None:
    """Copy the engine and the packages of a lock from a folder with Pyodide's files; leave what is on the site."""
    wheels = {package["file_name"] for package in lock["packages"].values()}
    on_the_site = {path.name for path in (target.parent / "pyodide-lock").glob("*.whl")}
    names = [*ENGINE, LOCK, *sorted(wheels - on_the_site)]
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise ValueError(f"{folder} lacks {', '.join(missing)}: it needs the files of Pyodide's full release")
    target.mkdir(parents=True)
    for name in names:
        shutil.copy(folder / name, target)


def bytes_of_first_visit(output: Path) -> tuple[int, int] | None:
    """Add up what a first visit fetches of Python: at the start, and by the page that needs scikit-learn besides.

    None if the files are elsewhere and their sizes can't be asked for.
    """
    place = output / "static/pyodide-lock"
    lock = json.loads((place / LOCK).read_text(encoding="utf-8"))
    start = closure(lock, AT_THE_START)
    more = {name: entry for name, entry in closure(lock, BY_ONE_PAGE).items() if name not in start}
    written = json.loads((output / "jupyter-lite.json").read_text(encoding="utf-8"))
    engine = written["jupyter-config-data"]["litePluginSettings"][PYODIDE_KERNEL_PLUGIN_ID]["pyodideUrl"]
    base = engine.rpartition("/")[0]
    try:
        core = sum(size(f"{base}/{name}", output) for name in ENGINE)
        return core + sum(sizes(start, place)), sum(sizes(more, place))
    except (urllib.error.URLError, TimeoutError):
        return None


def sizes(packages: Mapping[str, Any], place: Path) -> Iterator[int]:
    """Yield the size of each package's file."""
    return (size(package["file_name"], place) for package in packages.values())


def size(file: str, place: Path) -> int:
    """Return the bytes that a file takes on its way, compressed as servers do."""
    if "://" in file:
        request = urllib.request.Request(file, method="HEAD", headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            if answer.headers["Content-Length"] is None:
                raise urllib.error.URLError(f"{file} doesn't say how long it is")
            return int(answer.headers["Content-Length"])
    content = (place / file).read_bytes()
    return len(content if file.endswith((".whl", ".zip")) else zlib.compress(content))


def quietly(command: list[str | Path], cwd: Path | None = None) -> None:
    """Run a command; if it fails, say what it said."""
    done = subprocess.run(command, cwd=cwd or ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
