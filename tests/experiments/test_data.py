"""Files that aren't what they should be are refused; digits are what scikit-learn has."""

import gzip
import io
import struct
import tracemalloc

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


@pytest.mark.parametrize(
    "content", [GOOD, gzip.compress(GOOD)[:-6], b"\x1f\x8b" + b"\x00" * 20], ids=["plain", "cut", "no deflate"]
)
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


@pytest.mark.parametrize("labels", [[0, 3], [-1], [0.5], [[0]], [np.nan], [True]])
def test_bad_labels(labels):
    with pytest.raises(ValueError, match="labels must be whole numbers"):
        one_hot(labels, 3)


def test_labels_of_a_table_may_be_floats():
    np.testing.assert_array_equal(one_hot(np.array([1.0, 0.0]), 2), [[0, 1], [1, 0]])


def test_descend():
    path = descend(lambda v: 3 * v, [1.0, -2.0], learning_rate=0.1, steps=4)
    np.testing.assert_allclose(path, np.outer(0.7 ** np.arange(5), [1, -2]))
    assert not np.isfinite(descend(lambda v: v**3, 10.0, learning_rate=1.0, steps=50)[-1])
    with pytest.raises(ValueError, match=r"the gradient must return an array of shape \(2,\)"):
        descend(lambda v: np.zeros(3), [1.0, 2.0], learning_rate=0.1, steps=1)
    with pytest.raises(ValueError, match="at least 1"):
        descend(lambda v: v, 1.0, learning_rate=0.1, steps=0)


def npz(**arrays):
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


KERAS = {
    "x_train": np.zeros((6, 4, 4), np.uint8), "y_train": np.arange(6, dtype=np.uint8),
    "x_test": np.full((2, 4, 4), 255, np.uint8), "y_test": np.array([9, 0], np.uint8),
}  # fmt: skip


def test_mnist_from_keras_archive(tmp_path):
    (tmp_path / "mnist.npz").write_bytes(npz(**KERAS))
    data = mnist(tmp_path)
    assert data.x.shape == (6, 16)
    assert (data.x_held_out == 1).all()
    assert data.y_held_out.argmax(-1).tolist() == [9, 0]
    pixels = np.random.default_rng(0).integers(9, size=(6, 4, 4), dtype=np.uint8)
    by_column = {
        **KERAS,
        "x_train": np.asfortranarray(pixels),
    }
    (tmp_path / "mnist.npz").write_bytes(npz(**by_column))
    np.testing.assert_array_equal(mnist(tmp_path).x * 255, pixels.reshape(6, 16))
    assert mnist(tmp_path) == mnist(tmp_path)
    assert mnist(tmp_path) != data


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no archive", "x_train of mnist.npz can't be read"),
        (npz(**KERAS)[:-40], "x_train of mnist.npz can't be read"),
        (npz(x_train=KERAS["x_train"]), "mnist.npz holds no array y_train"),
        (npz(**{**KERAS, "x_train": np.zeros((6, 4, 4))}), "it holds float64, not unsigned bytes"),
        (npz(**{**KERAS, "x_train": np.array([{}], object)}), "x_train of mnist.npz can't be read"),
        (npz(**{**KERAS, "x_train": np.zeros((0, 4, 4), np.uint8)}), r"announces \(0, 4, 4\)"),
        (npz(**{**KERAS, "x_train": np.zeros((6, 16), np.uint8)}), r"has the shape \(6, 16\)"),
        (
            npz(**{**KERAS, "x_test": np.zeros((2, 5, 5), np.uint8)}),
            r"images of \(4, 4\), x_test of .* of \(5, 5\)",
        ),
        (npz(**{**KERAS, "y_test": np.array([9, 10], np.uint8)}), "y_test of mnist.npz holds the label 10"),
    ],
    ids=["no zip", "cut", "no y", "floats", "objects", "empty", "flat", "two sizes", "label"],
)
def test_damaged_archives(tmp_path, content, words):
    (tmp_path / "mnist.npz").write_bytes(content)
    with pytest.raises(ValueError, match=words):
        mnist(tmp_path)


def test_a_pickle_is_not_opened(tmp_path):
    (tmp_path / "mnist.pkl.gz").write_bytes(b"")
    with pytest.raises(ValueError, match="is a pickle, and reading one runs whatever code it holds"):
        mnist(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"nor mnist\.npz"):
        mnist(tmp_path / "nowhere")


def test_corrupt_deflate_data_names_the_file(tmp_path):
    content = bytearray(gzip.compress(idx(np.random.default_rng(0).integers(256, size=(50, 50)))))
    content[100:140] = bytes(40)
    (tmp_path / "file.gz").write_bytes(content)
    with pytest.raises(ValueError, match=r"file\.gz"):
        read_idx(tmp_path / "file.gz", dimensions=2)


def test_a_gzip_bomb_is_read_no_further_than_its_header_announces(tmp_path):
    (tmp_path / "file.gz").write_bytes(gzip.compress(GOOD + bytes(300_000_000), 1))
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"file.gz announces \(2, 3\), which are 6 bytes, but has more"):
        read_idx(tmp_path / "file.gz", dimensions=2)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (2**31, 2**31), (2**16, 2**15)])
def test_impossible_shapes(tmp_path, shape):
    (tmp_path / "file").write_bytes(bytes([0, 0, 8, 2]) + struct.pack(">2I", *shape))
    with pytest.raises(ValueError, match="file announces"):
        read_idx(tmp_path / "file", dimensions=2)


def test_labels_beyond_nine_and_images_of_two_sizes_name_their_files(tmp_path):
    write_mnist(tmp_path)
    (tmp_path / MNIST_FILES["x_held_out"]).write_bytes(idx(np.zeros((6, 27, 28))))
    with pytest.raises(ValueError, match="t10k-images-idx3-ubyte of"):
        mnist(tmp_path)
    (tmp_path / MNIST_FILES["y"]).write_bytes(idx(np.arange(6) + 9))
    with pytest.raises(ValueError, match="train-labels-idx1-ubyte holds the label 14"):
        mnist(tmp_path)


def test_one_hot_takes_memory_for_its_rows_alone():
    assert one_hot([99_999], 100_000).sum() == 1
    with pytest.raises(ValueError, match="too large"):
        one_hot([1], 10**400)


def test_the_gradient_of_a_descent_is_checked():
    with pytest.raises(TypeError, match="real numbers"):
        descend(lambda v: 1j, 1.0, learning_rate=0.1, steps=1)
    with pytest.raises(ValueError, match="read-only"):
        descend(lambda v: v.__imul__(0), [1.0], learning_rate=0.1, steps=1)
    with pytest.raises(ValueError, match="too large"):
        descend(lambda v: v, 10**400, learning_rate=0.1, steps=1)


def test_labels_that_are_no_row_are_refused_in_words():
    for labels in ([[1, 2], [0]], ["a", "b"]):
        with pytest.raises(TypeError, match="labels must"):
            one_hot(labels, 3)
