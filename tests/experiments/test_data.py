"""Files that aren't what they should be are refused; digits are what scikit-learn has."""

import gzip
import struct

import numpy as np
import pytest

from hw2lib.experiments.data import MNIST_FILES, digits, mnist, one_hot, read_idx
from hw2lib.nn.descent import descend


def idx(array, kind=8):
    array = np.asarray(array, np.uint8)
    return bytes([0, 0, kind, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def write_mnist(folder, n=6, compress=False):
    rng = np.random.default_rng(0)
    for part, name in MNIST_FILES.items():
        array = rng.integers(256, size=(n, 28, 28)) if part.startswith("x") else rng.integers(10, size=n)
        content = idx(array)
        (folder / (name + ".gz" if compress else name)).write_bytes(gzip.compress(content) if compress else content)


@pytest.mark.parametrize("compress", [False, True])
def test_mnist(tmp_path, compress):
    write_mnist(tmp_path, compress=compress)
    data = mnist(tmp_path)
    assert repr(data) == "Examples: 6 to learn from, 6 held out; 784 inputs, 10 classes"
    assert data.x.shape == (6, 784)
    assert data.x.min() >= 0
    assert data.x.max() <= 1
    assert (data.y.sum(1) == 1).all()


def test_a_missing_file_is_named(tmp_path):
    write_mnist(tmp_path)
    (tmp_path / MNIST_FILES["y_held_out"]).unlink()
    with pytest.raises(FileNotFoundError, match="t10k-labels-idx1-ubyte"):
        mnist(tmp_path)


def test_images_and_labels_must_agree(tmp_path):
    write_mnist(tmp_path)
    (tmp_path / MNIST_FILES["y"]).write_bytes(idx(np.arange(5)))
    with pytest.raises(ValueError, match=r"6 images, .* 5 labels"):
        mnist(tmp_path)


GOOD = idx(np.zeros((2, 3)))


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "cut short"), (GOOD[:7], "cut short"), (GOOD[:-1], "announces"), (GOOD + b"x", "announces"),
        (idx(np.zeros((2, 3)), kind=13), "no IDX file"), (idx(np.zeros(6)) + bytes(4), "no IDX file"),
        (b"\x01" + GOOD[1:], "no IDX file"), (GOOD[:4] + b"\xff" * 8 + GOOD[12:], "announces"),
    ],
)  # fmt: skip
def test_damaged_files(tmp_path, content, match):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=match):
        read_idx(path, dimensions=2)


@pytest.mark.parametrize("content", [GOOD, gzip.compress(GOOD)[:-6], b"\x1f\x8b" + b"\x00" * 20])
def test_damaged_gzip_files(tmp_path, content):
    path = tmp_path / "file.gz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="damaged"):
        read_idx(path, dimensions=2)


def test_digits():
    data, again = digits(seed=3), digits(seed=3)
    assert data.x.shape == (1500, 64)
    assert data.x_held_out.shape == (297, 64)
    np.testing.assert_array_equal(data.x, again.x)
    assert not np.array_equal(data.x, digits(seed=4).x)
    assert data.x.max() == 1
    with pytest.raises(ValueError, match="can be held out"):
        digits(held_out=1797)


@pytest.mark.parametrize("labels", [[0, 3], [-1], [0.5], [[0]], ["a"]])
def test_bad_labels(labels):
    with pytest.raises(ValueError, match="labels must be whole numbers"):
        one_hot(labels, 3)


def test_descend():
    path = descend(lambda v: 3 * v, [1.0, -2.0], learning_rate=0.1, steps=4)
    np.testing.assert_allclose(path, np.outer(0.7 ** np.arange(5), [1, -2]))
    assert not np.isfinite(descend(lambda v: v**3, 10.0, learning_rate=1.0, steps=50)[-1])
    with pytest.raises(ValueError, match="shape of v"):
        descend(lambda v: np.zeros(3), [1.0, 2.0], learning_rate=0.1, steps=1)
    with pytest.raises(ValueError, match="at least 1"):
        descend(lambda v: v, 1.0, learning_rate=0.1, steps=0)
