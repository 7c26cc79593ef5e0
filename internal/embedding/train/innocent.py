"""Writes people's talk and manuals, out of the same packages, for the classifier of injections to learn
that they are innocent: JSON lines of text, label and source. Its README tells what became of it.

    python innocent.py CACHE > innocent.jsonl

Characters for agents to play are left out: they read like what that classifier is to find.
"""

import json
import pathlib
import sys

import numpy as np

import encode
import prose
import sources

KINDS = ["mail", "mail_sentence", "manual", "manual_sentence", "said", "chat", "turn", "dialogue", "opinion", "fortune"]
MOST = 1500  # of a kind


def main(cache: pathlib.Path) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    sources.fetch(cache)
    kinds = sources.texts(cache) | prose.texts(cache, encode.SEED)
    kinds = {kind: kinds[kind] for kind in KINDS}
    encode.drawn(kinds, dict.fromkeys(KINDS, MOST), np.random.default_rng(encode.SEED))
    for kind, texts in kinds.items():
        for text in texts:
            print(json.dumps({"text": text, "label": 0, "source": kind}))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
