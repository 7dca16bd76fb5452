"""Data to learn from: scikit-learn's digits, which need no download, and MNIST for whoever has its files."""

from __future__ import annotations

import gzip
import lzma
import math
import tokenize
import zipfile
import zlib
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np
import numpy.typing as npt

from hw2lib.display import as_path, same
from hw2lib.nn.arrays import Array, as_reals, positive_integer
from hw2lib.nn.network import Seed, generator

MNIST_FILES = {
    "x": "train-images-idx3-ubyte",
    "y": "train-labels-idx1-ubyte",
    "x_held_out": "t10k-images-idx3-ubyte",
    "y_held_out": "t10k-labels-idx1-ubyte",
}
MNIST_ARRAYS = {"x": "x_train", "y": "y_train", "x_held_out": "x_test", "y_held_out": "y_test"}  # in mnist.npz
LARGEST = 2**30  # bytes that a header may announce
DAMAGED = (  # what reading it may raise
    *(EOFError, OSError, RuntimeError, ValueError, TypeError, MemoryError, SyntaxError, tokenize.TokenError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
)


class Examples(NamedTuple):
    """Training examples and held-out ones: inputs (examples, n_in), one-hot targets (examples, classes)."""

    x: Array
    y: Array
    x_held_out: Array
    y_held_out: Array

    def __repr__(self) -> str:
        n, width = self.x.shape
        return (
            f"Examples: {n} to learn from, {len(self.x_held_out)} held out; {width} inputs, {self.y.shape[-1]} classes"
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Examples) and same(tuple(self), tuple(other))

    def __ne__(self, other: object) -> bool:
        return not self == other


def one_hot(labels: npt.ArrayLike, classes: int) -> Array:
    """Return one row a label, 1 at its class and 0 elsewhere.

    Raises:
        TypeError, ValueError: if a label is no whole number from 0 to classes - 1.

    Example:
        >>> one_hot([2, 0], 3)
        array([[0., 0., 1.],
               [1., 0., 0.]])
    """
    reals, classes = as_reals("labels", labels), positive_integer("classes", classes)
    whole = np.asarray(labels).dtype != bool and bool(np.isin(reals, np.arange(classes)).all())
    if reals.ndim != 1 or (len(reals) and not whole):
        raise ValueError(f"labels must be whole numbers from 0 to {classes - 1}, one an example")
    rows = np.zeros((len(reals), classes))
    rows[np.arange(len(reals)), reals.astype(int)] = 1
    return rows


def digits(seed: Seed = 0, held_out: int = 297) -> Examples:
    """Return scikit-learn's 1797 handwritten digits of 8 x 8 pixels, shuffled, with `held_out` of them set apart.

    Inputs run from 0 to 1. scikit-learn has to be installed; nothing is downloaded.

    Example:
        >>> digits()
        Examples: 1500 to learn from, 297 held out; 64 inputs, 10 classes
    """
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    held_out = positive_integer("held_out", held_out)
    if held_out >= len(labels):
        raise ValueError(f"of {len(labels)} examples no {held_out} can be held out")
    order = generator(seed).permutation(len(labels))
    x, y = pixels[order] / 16, one_hot(labels[order], 10)
    return Examples(x[:-held_out], y[:-held_out], x[-held_out:], y[-held_out:])


def mnist(folder: str | Path) -> Examples:
    """Return MNIST from a folder that holds its four IDX files, gzipped or not, or Keras' mnist.npz.

    Pixels are scaled to 0 to 1. What a file announces is read first, and then no more than that.

    Raises:
        FileNotFoundError: if a file is missing; the message names it.
        ValueError: if a file isn't what it should be; a pickle, such as the book's mnist.pkl.gz, is never opened.
    """
    folder = as_path("folder", folder)
    found = {name: path for name in MNIST_FILES.values() for path in _either(folder / name) if path.exists()}
    archive = folder / "mnist.npz"
    if not found and archive.exists():
        files = {part: f"{name} of {archive.name}" for part, name in MNIST_ARRAYS.items()}
        return _examples({part: read_npz(archive, name) for part, name in MNIST_ARRAYS.items()}, files)
    for name in MNIST_FILES.values():
        if name not in found:
            _say_what_is_missing(folder, name, alone=bool(found))
    arrays = {part: read_idx(found[name], 3 if part[0] == "x" else 1) for part, name in MNIST_FILES.items()}
    return _examples(arrays, MNIST_FILES)


def _say_what_is_missing(folder: Path, name: str, alone: bool) -> NoReturn:
    pickles = [path.name for path in sorted(folder.glob("*.pkl*"))]
    if pickles and not alone:
        raise ValueError(
            f"{pickles[0]} is a pickle, and reading one runs whatever code it holds: "
            "take MNIST's four IDX files or mnist.npz"
        )
    archive = "" if alone else ", nor mnist.npz"
    raise FileNotFoundError(f"{folder} holds neither {name} nor {name}.gz{archive}")


def _either(path: Path) -> tuple[Path, Path]:
    return path, path.with_name(path.name + ".gz")


def _examples(arrays: dict[str, npt.NDArray[np.uint8]], files: dict[str, str]) -> Examples:
    """Make examples of images and labels; `files` says where each came from."""
    for part, array in arrays.items():
        if array.ndim != (3 if part[0] == "x" else 1):
            raise ValueError(f"{files[part]} has the shape {array.shape}, which isn't that of images or labels")
    for images, labels in (("x", "y"), ("x_held_out", "y_held_out")):
        n, m, last = len(arrays[images]), len(arrays[labels]), arrays[labels].max()
        if n != m:
            raise ValueError(f"{files[images]} has {n} images, {files[labels]} {m} labels")
        if last > 9:
            raise ValueError(f"{files[labels]} holds the label {last}, but digits are 0 to 9")
    sizes = [arrays[x].shape[1:] for x in ("x", "x_held_out")]
    if sizes[0] != sizes[1]:
        raise ValueError(f"{files['x']} has images of {sizes[0]}, {files['x_held_out']} of {sizes[1]}")
    x, x_held_out = (arrays[part].reshape(len(arrays[part]), -1) / 255 for part in ("x", "x_held_out"))
    y, y_held_out = (one_hot(arrays[part], 10) for part in ("y", "y_held_out"))
    return Examples(x, y, x_held_out, y_held_out)


def read_idx(path: str | Path, dimensions: int) -> npt.NDArray[np.uint8]:
    """Return the array of an IDX file of unsigned bytes, gzipped if its name ends in .gz.

    The header is two zero bytes, 8 for unsigned bytes, the number of dimensions, and each of them as a big-endian
    32-bit number; the entries follow.

    Raises:
        ValueError: if the magic number, the number of dimensions or the length is another, or the file is damaged.
    """
    path = as_path("path", path)
    dimensions = positive_integer("dimensions", dimensions)
    size = 4 + 4 * dimensions
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        header = _read(file, size, path.name)
        if len(header) < size:
            raise ValueError(f"{path.name} is cut short: {len(header)} bytes, fewer than its header's {size}")
        if header[:4] != bytes([0, 0, 8, dimensions]):
            kind = f"IDX file of unsigned bytes in {dimensions} dimensions"
            raise ValueError(f"{path.name} is no {kind}: it begins with {header[:4].hex()}")
        return _entries(file, tuple(int(n) for n in np.frombuffer(header, ">u4", dimensions, 4)), path.name)


def read_npz(path: str | Path, name: str) -> npt.NDArray[np.uint8]:
    """Return one array of unsigned bytes from a NumPy archive; nothing in it is unpickled.

    Raises:
        ValueError: if there is no such array, it is of another type, or the file is damaged.
    """
    path = as_path("path", path)
    what = f"{name} of {path.name}"
    try:
        with zipfile.ZipFile(path) as archive, archive.open(f"{name}.npy") as file:
            version = np.lib.format.read_magic(file)
            read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, by_column, dtype = read(file)
            if dtype != np.uint8:
                raise ValueError(f"it holds {dtype}, not unsigned bytes")
            entries = _entries(file, shape, "it")
    except KeyError:
        raise ValueError(f"{path.name} holds no array {name}") from None
    except DAMAGED as error:
        raise ValueError(f"{what} can't be read: {error}") from None
    return entries.reshape(shape[::-1]).T if by_column else entries


def _entries(file: Any, shape: tuple[int, ...], name: str) -> npt.NDArray[np.uint8]:
    size = math.prod(shape)
    if not 0 < size <= LARGEST:
        raise ValueError(f"{name} announces {shape}: from 1 to {LARGEST} bytes can be read")
    content = _read(file, size + 1, name)
    if len(content) != size:
        more = "more" if len(content) > size else f"only {len(content)}"
        raise ValueError(f"{name} announces {shape}, which are {size} bytes, but has {more}")
    return np.frombuffer(content, np.uint8).reshape(shape)


def _read(file: Any, size: int, name: str) -> bytes:
    try:
        return file.read(size)
    except DAMAGED as error:
        raise ValueError(f"{name} is damaged: {error}") from None
