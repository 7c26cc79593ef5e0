"""Step one: fetches the texts and has the teacher encode them, half an hour on two cores.

    python encode.py CACHE

What is encoded is kept in CACHE, a file a kind, and not encoded again.
"""

import hashlib
import pathlib
import sys
import time

import numpy as np

import sources
import teacher

SEED = 1
# At most so many texts of a kind: long ones cost the teacher most and teach no more for it.
MOST = {"description": 20000, "paragraph": 10000, "said": 40000, "chat": 3000}


def chosen(cache: pathlib.Path) -> dict[str, list[str]]:
    """The texts that are trained on, by kind."""
    draw = np.random.default_rng(SEED)
    kinds = sources.texts(cache)
    for kind, most in MOST.items():
        pick = np.sort(draw.permutation(len(kinds[kind]))[:most])
        kinds[kind] = [kinds[kind][i] for i in pick]
    return kinds


def digest(texts: list[str]) -> str:
    """Names a list of texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def encoded(cache: pathlib.Path, kind: str, texts: list[str], tokenizer, load):
    """Token ids and the teacher's vectors [n, 384] of texts, from the cache if they are there."""
    ids = [e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=False)]
    file = cache / f"{kind}-{digest(texts)[:16]}.npy"
    if not file.exists():
        start = time.time()

        def progress(done, of, length):
            print(f"  {done}/{of} texts, {length} tokens each, {time.time() - start:.0f} s", flush=True)

        vectors = load().encode(ids, progress=progress)
        np.save(file.with_suffix(".part.npy"), vectors)
        file.with_suffix(".part.npy").rename(file)
    return ids, np.load(file)


def everything(cache: pathlib.Path):
    """For each kind: its name, token ids and the teacher's vectors."""
    tokenizer, loaded = teacher.tokenizer(), []

    def load():
        if not loaded:
            loaded.append(teacher.Teacher())
        return loaded[0]

    for kind, texts in chosen(cache).items():
        print(f"{kind}: {len(texts)} texts, sha256 {digest(texts)[:16]}", flush=True)
        yield kind, *encoded(cache, kind, texts, tokenizer, load)


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    sources.fetch(folder)
    for _ in everything(folder):
        pass
