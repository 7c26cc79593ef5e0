"""Step three: goes on from rows.zst and bends.bin in the asset's folder with texts about agents and the
echo, and writes all three.

    python further.py CACHE ASSET

Kinds that were trained on before are read again beside the new ones, or what is not read any more would
be forgotten. At last the tokens' lengths are brought nearer to one another. The echo: 256 weights, then
for each of its numbers the 256 float32 that make it of a sum's direction, then for each the 256 by which
it is added, little-endian.
"""

import argparse
import os
import pathlib

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # sums in one order, whatever the machine

import numpy as np

import encode
import student
import train

AGAIN = ("gloss", "example", "opinion", "fortune", "jargon", "mixture", "mail", "manual", "persona")
EPOCHS, BATCH, RATE = 4, 1024, 0.003
WEIGHT = 0.75  # a text weighs as its length in tokens to this power
FLAT = 0.75  # the power of a token's length that counts
ECHO, ECHO_RANK, ECHO_RATE = 24, 32, 0.004  # beyond how many tokens, of what rank (as in ../echo.go)


def write_echo(echo: student.Echo, file: pathlib.Path) -> None:
    file.write_bytes(np.concatenate([echo.weights.T, echo.into.T, echo.out.T]).astype("<f4").tobytes())


def read_echo(file: pathlib.Path) -> student.Echo:
    echo = student.Echo(train.DIMS, ECHO, ECHO_RANK, np.random.default_rng(train.SEED))
    parts = np.frombuffer(file.read_bytes(), "<f4").reshape(-1, train.DIMS)
    echo.weights, echo.into, echo.out = (part.T for part in np.split(parts, [1, 1 + ECHO_RANK]))
    return echo


def directions(vectors: np.ndarray, found: np.ndarray) -> np.ndarray:
    """The [384, dims] directions of the teacher's vectors that those found for the same texts already have
    (Schoenemann 1966): as train.py chose them, of other texts."""
    left, _, right = np.linalg.svd(vectors.T.astype(np.float64) @ found.astype(np.float64), full_matrices=False)
    return (left @ right).astype(np.float32)


def main(cache: pathlib.Path, asset: pathlib.Path) -> None:
    rows, bends = train.read(asset / "rows.zst"), train.read_bends(asset / "bends.bin")
    bends.into, bends.out = bends.into.copy(), bends.out.copy()
    kinds = encode.chosen(cache)
    ids, targets = [], []
    for _, found, vectors in encode.everything(cache, {kind: kinds[kind] for kind in (*AGAIN, *encode.LATER)}):
        ids += found
        targets.append(vectors)
    bags, targets = student.bags(ids, len(rows)), np.concatenate(targets)
    lengths = np.asarray(bags.sum(1)).ravel()
    targets = student.unit(targets @ directions(targets, student.unit(bends.bent(bags @ rows, lengths))))
    weights = np.maximum(1, lengths) ** np.float32(WEIGHT)
    echo = student.Echo(train.DIMS, ECHO, ECHO_RANK, np.random.default_rng(train.SEED))
    student.further(rows, bends, echo, bags, targets, weights / weights.mean(), EPOCHS, BATCH, RATE, train.BENDS_RATE, ECHO_RATE, train.SEED)
    train.write(student.flattened(rows, np.asarray(bags.sum(0)).ravel(), FLAT), asset / "rows.zst")
    train.write_bends(bends, asset / "bends.bin")
    write_echo(echo, asset / "echo.bin")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("cache", type=pathlib.Path)
    arguments.add_argument("asset", type=pathlib.Path)
    given = arguments.parse_args()
    main(given.cache, given.asset)
