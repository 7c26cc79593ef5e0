"""Texts of what agents write about, from packages too: the manuals of what they run in, how they work
together, memory, characters, rules, tokens, essays of those who build them.

Cut as in prose.py. README.md has each licence. Nothing here reads what the vectors are judged on.
"""

import pathlib
import re
import tarfile
import zipfile

import numpy as np

import prose

# By kind, what of which package, as a pattern of its files. Where none is given: what the package says of itself.
ITSELF = r"\.dist-info/METADATA$"
SOURCES = {
    "harness": {
        "npm openclaw@2026.3.2": r"^package/(docs/(?!zh-CN|ja)|skills/|extensions/)",
        "npm @mastra/mcp-docs-server@0.13.31": r"/\.docs/raw/",
        "npm ai@6.0.326": r"^package/docs/",
        "npm @letta-ai/letta-code@0.25.9": r"^package/skills/",
        "sdist fastmcp==4.2.3": r"/docs/(servers|getting-started|clients|deployment|patterns|apps|development)/",
        "sdist mcp==2.3.0": r"^mcp-2.3.0/docs/",
        "sdist openai-agents==0.24.0": r"/docs/(?!zh|ko|ja|ref)",
        "sdist marvin==3.2.7": r"/docs/(?!api)",
    },
    "craft": {
        "npm bmad-method@6.12.0": r"^package/src/",
        "npm claude-flow@3.43.0": r"^package/\.claude/",
        "npm oh-my-claude-sisyphus@5.5.0": r"^package/(docs|agents|skills)/",
        "npm @framers/agentos-skills@0.10.1": r"/registry/curated/",
        "npm opencode-swarm-plugin@0.63.2": r"^package/(global-skills|claude-plugin|examples)/",
        "npm @bradygaster/squad-cli@0.8.18": r"^package/templates/",
        "wheel superclaude==4.3.0": r"superclaude/_src/|superclaude/(core|modes|agents)/",
        "sdist hermes-agent==0.19.0": r"/skills/(autonomous|software|research|productivity|note|social|mcp|email|github|apple|smart|media|gaming|dogfood|data)",
    },
    "colleague": {"npm neo.mjs@13.1.0": r"^package/(learn|\.agents)/"},
    "essay": {"sdist instructor==1.17.0": r"/docs/", "sdist controlflow==0.12.1": r"/docs/"},
    "mind": {
        "npm agentvibes@5.15.2": r".",
        "npm @jiggai/recipes@0.5.2": r".",
        "npm @aiassesstech/grillo@0.1.43": r".",
        "npm wunderland@0.16.2": r".",
        "npm memorix@1.0.7": r".",
        "wheel continuum-memory==2.0.1": r".",
        "wheel emergence-ai==0.4.0": ITSELF,
        "wheel genesis-minds==0.1.5": ITSELF,
        "wheel emotional-memory==0.18.1": ITSELF,
        "wheel memory-firewall==0.4.0": ITSELF,
        "wheel soul-protocol==0.4.0": ITSELF,
        "wheel cerebrain==0.3.7": ITSELF,
        "wheel agent-constitution==0.1.0": ITSELF,
        "wheel ai-constitution==0.1.3": ITSELF,
        "wheel beacon-skill==2.16.1": ITSELF,
        "wheel botsrated==0.2.1": ITSELF,
        "wheel claw-swarm==0.1.0": ITSELF,
        "wheel swarms==16.0.3": ITSELF,
        "wheel langroid==0.69.16": ITSELF,
        "wheel gptme==0.35.1": ITSELF,
    },
}
ASIDE = re.compile(r"(?i)changelog|license|node_modules|third.party|/i18n/")  # of no use, or of others


def packages(sort: str) -> list[str]:
    """Those that come as npm, wheel or sdist."""
    return [name.split(" ")[1] for of in SOURCES.values() for name in of if name.startswith(sort + " ")]


def _files(cache: pathlib.Path, package: str):
    """The files of a package that hold prose: their names and texts, by name."""
    sort, name = package.split(" ")
    if sort == "wheel":
        file = next(cache.glob(name.replace("==", "-").replace("-", "?") + "-*.whl"))
        with zipfile.ZipFile(file) as wheel:
            files = {n: wheel.read(n) for n in wheel.namelist() if n.endswith((".md", "/METADATA"))}
    else:
        file = cache / prose.archive(name) if sort == "npm" else next(cache.glob(name.replace("==", "-").replace("-", "?") + ".tar.gz"))
        with tarfile.open(file) as archive:
            files = {m.name: archive.extractfile(m).read() for m in archive if m.isfile() and m.name.endswith((".md", ".mdx"))}
    yield from ((name, files[name].decode("utf-8", "replace")) for name in sorted(files))


def _prose(text: str) -> str:
    """Markdown without what prose.plain leaves of pages that are half code."""
    text = re.sub(r"^(import|export) .*$", "", prose.plain(text), flags=re.M)
    return re.sub(r"</?[A-Za-z][^>\n]{0,200}>", "", text)


def texts(cache: pathlib.Path, seed: int) -> dict[str, list[str]]:
    """The texts by kind, sorted, none twice. A kind's sentences are a kind of their own."""
    kinds = {}
    for kind, of in SOURCES.items():
        for package, wanted in of.items():
            draw = np.random.default_rng(seed)
            for name, text in _files(cache, package):
                if not re.search(wanted, name) or ASIDE.search(name.removesuffix("METADATA")):
                    continue
                text = _prose(text.split("\n\n", 1)[-1] if name.endswith("/METADATA") else text)
                prose.cut(kinds, kind, text, draw)
    return prose.chosen(kinds)
