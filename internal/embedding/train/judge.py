"""Says how near the vectors come to the teacher's on texts of your own, which nothing learns of.

    python judge.py ASSET TEXTS

TEXTS: JSON lines (.zst is read) whose title and content, or text, are a text. Draws 2,000 of those
without a parent_id and gives Spearman's correlation of the cosines of all pairs with the teacher's,
and how many of the teacher's ten nearest are among the student's ten.
"""

import io
import json
import pathlib
import random
import sys

import numpy as np
import zstandard
from scipy.stats import spearmanr

import further
import student
import teacher
import train

SEED, DRAWN, NEAREST = 1, 2000, 10
HEAD_WEIGHT = 8  # as in ../encoder.go


def texts(file: pathlib.Path) -> list[str]:
    raw = file.open("rb")
    if file.suffix == ".zst":
        raw = zstandard.ZstdDecompressor().stream_reader(raw)
    found = set()
    for line in io.TextIOWrapper(raw, "utf-8"):
        record = json.loads(line)
        text = "\n".join(record.get(field) or "" for field in ("title", "content", "text")).strip()
        if text and not record.get("parent_id") and record.get("kind") != "comment":
            found.add(text)
    return random.Random(SEED).sample(sorted(found), min(DRAWN, len(found)))


def main(asset: pathlib.Path, file: pathlib.Path) -> None:
    tokenizer, rows = teacher.tokenizer(), train.read(asset / "rows.zst")
    bends, echo = train.read_bends(asset / "bends.bin"), further.read_echo(asset / "echo.bin")
    ids = [e.ids for e in tokenizer.encode_batch(texts(file), add_special_tokens=False)]
    heads = student.bags([t[: teacher.READS] for t in ids], len(rows))
    weighted = (HEAD_WEIGHT - 1) * heads + student.bags(ids, len(rows))
    sums, lengths = weighted @ rows, np.asarray(heads.sum(1)).ravel()
    added, much = echo.heard(rows, heads, sums, lengths)
    found = bends.bent(sums, lengths) + HEAD_WEIGHT * added + much[:, None] * (sums - HEAD_WEIGHT * (heads @ rows))
    vectors = np.rint(127 * student.unit(found))
    ours = student.unit(vectors) @ student.unit(vectors).T
    vectors = teacher.Teacher().encode(ids)
    theirs = vectors @ vectors.T
    pairs = np.triu_indices(len(ids), 1)
    print(f"{len(ids)} texts, Spearman with the teacher {spearmanr(ours[pairs], theirs[pairs])[0]:.3f}")
    for cosines in (ours, theirs):
        np.fill_diagonal(cosines, -2)
    near = [set(a) & set(b) for a, b in zip(*(np.argsort(-c, 1)[:, :NEAREST] for c in (ours, theirs)))]
    print(f"recall@{NEAREST} {np.mean([len(n) for n in near]) / NEAREST:.3f}")


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:3]))
