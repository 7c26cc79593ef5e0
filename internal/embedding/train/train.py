"""Step two: trains the vectors and writes rows.zst and bends.bin into the asset's folder.

    python train.py CACHE ASSET

With the same texts, teacher and versions (requirements.txt) it gives the same bytes. The rows:
a float32 scale for each token, then the int8 numbers, dimension by dimension, little-endian,
under zstd with a checksum. The bends: for each number of each of them the 256 float32 that make it
of a sum, then for each the 256 by which it is added, little-endian.
"""

import argparse
import os
import pathlib

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # sums in one order, whatever the machine

import numpy as np
import zstandard

import encode
import student
import teacher

DIMS = 256
SEED = 1
EPOCHS, BATCH, RATE = 4, 1024, 0.01
WEIGHT = 0.25  # a text weighs as its length in tokens to this power: else the many short ones decide
BENDS, RANK, BENDS_RATE = (8, 48), 16, 0.002  # beyond how many tokens, of what rank (as in ../bends.go)
PRIOR = 10  # what is expected of a token counts as much as so many places where it stands


def write(rows: np.ndarray, file: pathlib.Path) -> None:
    """Packs rows [tokens, DIMS] into file."""
    values, scales = student.quantized(rows)
    raw = scales.astype("<f4").tobytes() + np.ascontiguousarray(values.T).tobytes()
    file.write_bytes(zstandard.ZstdCompressor(level=19, write_checksum=True).compress(raw))


def write_bends(bends: student.Bends, file: pathlib.Path) -> None:
    file.write_bytes(np.concatenate([bends.into.T, bends.out.T]).astype("<f4").tobytes())


def read_bends(file: pathlib.Path) -> student.Bends:
    bends = student.Bends(DIMS, BENDS, RANK, np.random.default_rng(SEED))
    both = np.frombuffer(file.read_bytes(), "<f4").reshape(2, -1, DIMS)
    bends.into, bends.out = both[0].T, both[1].T
    return bends


def read(file: pathlib.Path) -> np.ndarray:
    """Rows [tokens, DIMS] float32 of a packed file."""
    raw = zstandard.ZstdDecompressor().decompress(file.read_bytes())
    tokens = len(raw) // (DIMS + 4)
    scales = np.frombuffer(raw[: 4 * tokens], "<f4")
    values = np.frombuffer(raw[4 * tokens :], np.int8).reshape(DIMS, tokens).T
    return values.astype(np.float32) * scales[:, None] / 127


def main(cache: pathlib.Path, asset: pathlib.Path) -> None:
    tokens = teacher.tokenizer().get_vocab_size()
    ids, targets = [], []
    kinds = encode.chosen(cache)
    for _, found, vectors in encode.everything(cache, {kind: kinds[kind] for kind in kinds if kind not in encode.LATER}):
        ids += found
        targets.append(vectors)
    targets = np.concatenate(targets)
    basis = student.projection(targets, DIMS)
    alone = teacher.Teacher().encode([[t] for t in range(tokens)])
    first, bags = student.distilled(alone @ basis), student.bags(ids, tokens)
    rows = first.copy()
    weights = np.maximum(1, bags.sum(1).A1) ** np.float32(WEIGHT)
    bends = student.Bends(DIMS, BENDS, RANK, np.random.default_rng(SEED))
    student.train(rows, bends, bags, student.unit(targets @ basis), weights / weights.mean(), EPOCHS, BATCH, RATE, BENDS_RATE, SEED)
    counts = np.asarray(bags.sum(0)).ravel()
    rows = student.shrunk(rows, counts, np.concatenate([alone, first], 1), PRIOR)
    vocabulary = teacher.tokenizer().get_vocab()
    rows[[vocabulary[t] for t in ("[PAD]", "[CLS]", "[SEP]", "[MASK]")]] = 0
    write(rows, asset / "rows.zst")
    write_bends(bends, asset / "bends.bin")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("cache", type=pathlib.Path)
    arguments.add_argument("asset", type=pathlib.Path)
    given = arguments.parse_args()
    main(given.cache, given.asset)
