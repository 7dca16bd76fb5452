"""Data to learn from: scikit-learn's digits, which need no download, and MNIST for whoever has its four files."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hw2lib.nn.arrays import Array, positive_integer
from hw2lib.nn.network import Seed, generator

MNIST_FILES = {
    "x": "train-images-idx3-ubyte",
    "y": "train-labels-idx1-ubyte",
    "x_held_out": "t10k-images-idx3-ubyte",
    "y_held_out": "t10k-labels-idx1-ubyte",
}
LARGEST = 2**31  # entries that a header may announce


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


def one_hot(labels: npt.ArrayLike, classes: int) -> Array:
    """Return one row a label, 1 at its class and 0 elsewhere.

    Raises:
        ValueError: if a label is no whole number from 0 to classes - 1.

    Example:
        >>> one_hot([2, 0], 3)
        array([[0., 0., 1.],
               [1., 0., 0.]])
    """
    array = np.asarray(labels)
    classes = positive_integer("classes", classes)
    if (
        array.ndim != 1
        or array.dtype.kind not in "iu"
        or (array.size and not 0 <= array.min() <= array.max() < classes)
    ):
        raise ValueError(f"labels must be whole numbers from 0 to {classes - 1}, one an example")
    return np.eye(classes)[array]


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
    """Return MNIST from its four IDX files in a folder, gzipped or not; pixels are scaled to 0 to 1.

    Raises:
        FileNotFoundError: if a file is missing; the message names it.
        ValueError: if a file isn't what it should be.
    """
    folder = Path(folder)
    arrays = {}
    for part, name in MNIST_FILES.items():
        found = [path for path in (folder / name, folder / f"{name}.gz") if path.exists()]
        if not found:
            raise FileNotFoundError(f"{folder} holds neither {name} nor {name}.gz")
        arrays[part] = read_idx(found[0], dimensions=3 if part.startswith("x") else 1)
    for x, y in (("x", "y"), ("x_held_out", "y_held_out")):
        if len(arrays[x]) != len(arrays[y]):
            raise ValueError(f"{MNIST_FILES[x]} has {len(arrays[x])} images, {MNIST_FILES[y]} {len(arrays[y])} labels")
    images, labels = ({part: arrays[part] for part in arrays if part.startswith(kind)} for kind in ("x", "y"))
    flat = {part: pixels.reshape(len(pixels), -1) / 255 for part, pixels in images.items()}
    return Examples(**flat, **{part: one_hot(values, 10) for part, values in labels.items()})


def read_idx(path: str | Path, dimensions: int) -> npt.NDArray[np.uint8]:
    """Return the array of an IDX file of unsigned bytes, gzipped if its name ends in .gz.

    The header is two zero bytes, 8 for unsigned bytes, the number of dimensions, and each of them as a big-endian
    32-bit number; the entries follow.

    Raises:
        ValueError: if the magic number, the number of dimensions or the length is another.
    """
    path = Path(path)
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (EOFError, gzip.BadGzipFile) as error:
        raise ValueError(f"{path.name} is damaged: {error}") from None
    header = 4 + 4 * dimensions
    if len(content) < header:
        raise ValueError(f"{path.name} is cut short: {len(content)} bytes, fewer than its header's {header}")
    if content[:4] != bytes([0, 0, 8, dimensions]):
        raise ValueError(
            f"{path.name} is no IDX file of unsigned bytes in {dimensions} dimensions: "
            f"it begins with {content[:4].hex()}"
        )
    shape = tuple(int(n) for n in np.frombuffer(content, ">u4", dimensions, 4))
    size = int(np.prod(shape, dtype=np.float64))
    if size > LARGEST or len(content) != header + size:
        raise ValueError(f"{path.name} announces {shape}, which takes {header + size} bytes, but has {len(content)}")
    return np.frombuffer(content, np.uint8, size, header).reshape(shape)
