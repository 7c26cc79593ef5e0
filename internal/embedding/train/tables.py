"""Writes what the tokenizer in Go needs to equal the reference: its vocabulary, and what becomes
of each character.

    python tables.py ASSET

The reference's tables are of the Unicode version of its makers, so they are asked of it, character
by character, rather than computed from another version.
"""

import pathlib
import sys

import teacher

HANGUL = range(0xAC00, 0xAC00 + 11172)  # Go takes them apart by arithmetic


def _kinds(tokenizer):
    """Yields for each character that does not stay a letter: it, what becomes of it."""
    normalizer, splitter = tokenizer.normalizer, tokenizer.pre_tokenizer

    def is_alone(c):
        return len(splitter.pre_tokenize_str("x" + c + "x")) == 3

    for point in range(0x110000):
        if 0xD800 <= point < 0xE000 or point in HANGUL:
            continue
        c = chr(point)
        out = normalizer.normalize_str("x" + c + "x")[1:-1]
        padded = len(out) > 2 and out[0] == out[-1] == " "
        out = out.strip(" ") or out[:1]
        if out == "":
            yield point, "drop"
        elif out == " ":
            yield point, "space"
        elif out != c:
            assert not padded or len(out) == 1, hex(point)
            yield point, "becomes " + " ".join(f"{ord(o):x}" for o in out)
        elif padded or is_alone(c):
            yield point, "alone"


def characters(tokenizer) -> str:
    """The table, a line for each run of characters that fare alike."""
    lines, first, last, of = [], None, None, None
    for point, kind in _kinds(tokenizer):
        if point - 1 != last or kind != of:
            lines.append([point, point, kind])
        lines[-1][1] = last = point
        of = kind
    head = "# Made by train/tables.py: first, last, what becomes of them; what is not named stays.\n"
    return head + "".join(f"{a:x} {b:x} {kind}\n" for a, b, kind in lines)


if __name__ == "__main__":
    asset = pathlib.Path(sys.argv[1])
    reference = teacher.tokenizer()
    vocabulary = sorted(reference.get_vocab().items(), key=lambda entry: entry[1])
    assert [number for _, number in vocabulary] == list(range(len(vocabulary)))
    (asset / "vocabulary.txt").write_text("".join(token + "\n" for token, _ in vocabulary), "utf-8")
    (asset / "characters.txt").write_text(characters(reference), "utf-8")
