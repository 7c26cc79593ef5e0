"""Step one: fetches the texts and has the teacher encode them, an hour or two on two cores.

    python encode.py CACHE

What is encoded is kept in CACHE, a file a kind, and not encoded again.
"""

import hashlib
import pathlib
import re
import sys
import time

import numpy as np

import agents
import prose
import sources
import teacher

SEED = 1
# At most so many texts of a kind: long ones cost the teacher most and teach no more for it.
MOST = {"description": 20000, "said": 30000, "chat": 2000, "paragraph": 3000}
MOST_PROSE = {"manual": 10000, "speech": 2500, "manual_sentence": 20000, "persona_sentence": 8000, "speech_sentence": 10000}
MOST_LATER = {"harness": 2000, "craft": 2000, "colleague": 2000} | {kind + "_sentence": 3000 for kind in agents.SOURCES}
LATER = [name for kind in agents.SOURCES for name in (kind, kind + "_sentence")]  # kinds that are trained on last
# How many texts are made by replacing words, of which kinds, and how many of their words.
MIXED, SHORT, REPLACED = 40000, ("gloss", "example", "said", "opinion", "synopsis"), 0.4
WORDS = [t for t in (teacher.folder() / "vocab.txt").read_text("utf-8").split("\n") if re.fullmatch(r"[a-z]{3,}|[0-9]+", t)]


def chosen(cache: pathlib.Path) -> dict[str, list[str]]:
    """The texts that are trained on, by kind."""
    draw = np.random.default_rng(SEED)
    kinds = sources.texts(cache)
    drawn(kinds, MOST, draw)
    short = [text for kind in SHORT for text in kinds[kind]]
    kinds["mixed"] = [mixed(short[i], draw) for i in draw.permutation(len(short))[:MIXED]]
    more = prose.texts(cache, SEED)
    drawn(more, MOST_PROSE, draw)
    later = agents.texts(cache, SEED)
    drawn(later, MOST_LATER, draw)
    return kinds | more | later


def drawn(kinds: dict[str, list[str]], most: dict[str, int], draw: np.random.Generator) -> None:
    """Leaves so many texts of a kind, in their order."""
    for kind, count in most.items():
        pick = np.sort(draw.permutation(len(kinds[kind]))[:count])
        kinds[kind] = [kinds[kind][i] for i in pick]


def mixed(text: str, draw: np.random.Generator) -> str:
    """A text in which some words are others, drawn evenly from the vocabulary: so that names,
    numbers and rare words are learned that no text here has."""
    words = text.split()
    for i in np.flatnonzero(draw.random(len(words)) < REPLACED):
        words[i] = WORDS[draw.integers(len(WORDS))]
    return " ".join(words)


def digest(texts: list[str]) -> str:
    """Names a list of texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def encoded(cache: pathlib.Path, kind: str, texts: list[str], tokenizer, load):
    """Token ids, as far as the teacher reads, and its vectors [n, 384] of texts, from the cache if
    they are there."""
    ids = [e.ids[: teacher.READS] for e in tokenizer.encode_batch(texts, add_special_tokens=False)]
    file = cache / f"{kind}-{digest(texts)[:16]}.npy"
    if not file.exists():
        start = time.time()

        def progress(done, of, length):
            print(f"  {done}/{of} texts, {length} tokens each, {time.time() - start:.0f} s", flush=True)

        vectors = load().encode(ids, progress=progress)
        np.save(file.with_suffix(".part.npy"), vectors)
        file.with_suffix(".part.npy").rename(file)
    return ids, np.load(file)


def everything(cache: pathlib.Path, kinds: dict[str, list[str]]):
    """For each kind: its name, token ids and the teacher's vectors."""
    tokenizer, loaded = teacher.tokenizer(), []

    def load():
        if not loaded:
            loaded.append(teacher.Teacher())
        return loaded[0]

    for kind, texts in kinds.items():
        print(f"{kind}: {len(texts)} texts, sha256 {digest(texts)[:16]}", flush=True)
        yield kind, *encoded(cache, kind, texts, tokenizer, load)


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1]).absolute()  # what fetches runs in it
    folder.mkdir(parents=True, exist_ok=True)
    sources.fetch(folder)
    for _ in everything(folder, chosen(folder)):
        pass
