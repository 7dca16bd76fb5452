"""Train a network on handwritten digits and report its accuracy after every epoch.

python examples/digits.py                       scikit-learn's 8 x 8 digits, which come with it
python examples/digits.py --mnist FOLDER        MNIST, from its four files in a folder of yours

The settings are those of the first network in Nielsen's book: 30 hidden neurons, the quadratic cost, learning rate 3.0,
mini-batches of 10, 30 epochs.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from hw2lib import Network, cross_entropy, quadratic, sigmoid, train
from hw2lib.experiments.data import digits, mnist


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, and print a line an epoch."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", metavar="FOLDER", help="where the four IDX files are, gzipped or not")
    parser.add_argument("--hidden", type=int, default=30)
    parser.add_argument("--learning-rate", type=float, default=3.0)
    parser.add_argument("--batch-size", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--cross-entropy", action="store_true", help="in the place of the quadratic cost")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)

    data = mnist(options.mnist) if options.mnist else digits(options.seed)
    print(data)
    net = Network.random([data.x.shape[1], options.hidden, 10], sigmoid, seed=options.seed)
    _, history = train(
        net,
        data.x,
        data.y,
        cross_entropy if options.cross_entropy else quadratic,
        learning_rate=options.learning_rate,
        epochs=options.epochs,
        batch_size=options.batch_size,
        seed=options.seed,
        validation=(data.x_held_out, data.y_held_out),
    )
    print(history.summary())
    for epoch, right in enumerate(history.validation_accuracy if history.validation_accuracy is not None else ()):
        print(f"epoch {epoch:2}  held-out accuracy {100 * right:6.2f} %")


if __name__ == "__main__":
    main()
