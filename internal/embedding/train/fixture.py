"""Writes what the reference tokenizer makes of texts that nobody wrote, for the tests in Go.

    python fixture.py TESTDATA

tokens.jsonl.gz: a line [text, [token, ...]] each, of texts drawn from alphabets that tokenizers
trip over. codepoints.txt: for each 4096 characters a hash of the tokens of "x?x y?" of each.
"""

import gzip
import hashlib
import json
import pathlib
import random
import sys

import teacher

SEED, TEXTS, BLOCK = 1, 3000, 4096

ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyz",
    "ABCXYZÀÉÎÕÜßÇŁŞİıŒæøÅÑǅŉ",
    "0123456789.,:%$€£-+/",
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    " \t\n\r\u00a0\u2003\u2028\u3000\u0085\u000b\u000c",
    "\u0000\u0001\u200b\u200d\u200e\ufeff\ufffd\u00ad\ufe0f\u2060\ue000",
    "\u0301\u0300\u0327\u0338\u20d7\u0e31\u0e34\u093c\u094d",
    "一丁中文字漢語日本ひらがなカタカナー々〆。、「」豈更𠀀𪘀",
    "한국어말가각힣ㄱ가",
    "привеЁйДЖЯ", "αβγΣςΆώϊ", "שלוםאבגְ", "مرحباؤأ١٢", "नमस्तेकि", "สวัสดีครับ",
    "😀🧵🔥👩\u200d💻🇩🇪✈️♻⚡🫨", "𝕳𝖊𝖑𝖑𝖔ａｂｃＡﬁ①Ⅳ½²", "–—―‘’“”„…•·¿¡§¶†‡",
]
WORDS = (
    "the of agent network unbelievable tokenization ##ing [CLS] [SEP] [MASK] [PAD] [UNK] [cls] don't "
    "e.g. https://example.com/a?b=c&d=%20 func(x) x:=y+1; naïve café Straße ΟΔΟΣ 3.14 1,000 a_b C++ "
    "résumé co-operate mañana Zürich İstanbul ǅ ﬀ \u1e9b\u0323 zzzzqqq qqqqqqqqqqqqq"
).split()


def texts():
    """Edge cases first, then drawn ones."""
    yield from ["", " ", "\n\t ", "a", "[UNK]", "x" * 100, "x" * 101, "é" * 100, "é" * 101, "中" * 300, "a\u0301" * 120]
    yield from ["[CLS][SEP]a[MASK]b [ CLS ] [CLS", "\u0301", "a\u0000b", "\ufeffstart", "[[UNK]]", "!" * 200]
    yield from ["word " * 500, "." * 40000, "ab" * 20000]
    draw = random.Random(SEED)
    for _ in range(TEXTS):
        parts = []
        for _ in range(draw.randint(1, 12)):
            if draw.random() < 0.4:
                parts.append(draw.choice(WORDS))
            else:
                parts.append("".join(draw.choices(draw.choice(ALPHABETS), k=draw.randint(1, 9))))
            parts.append(draw.choice(["", " ", " ", "-", "\n"]))
        yield "".join(parts)
    for _ in range(TEXTS // 10):  # any characters at all
        yield "".join(chr(draw.choice((draw.randrange(0xD800), draw.randrange(0xE000, 0x110000)))) for _ in range(20))


def tokens(reference, text):
    return reference.encode(text, add_special_tokens=False).ids


if __name__ == "__main__":
    folder, reference = pathlib.Path(sys.argv[1]), teacher.tokenizer()
    lines = [json.dumps([t, tokens(reference, t)], separators=(",", ":")) for t in texts()]
    # No name and no time in the header: the same bytes in every run.
    with open(folder / "tokens.jsonl.gz", "wb") as raw, gzip.GzipFile("", "wb", 9, raw, 0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
    with open(folder / "codepoints.txt", "w") as out:
        for block in range(0, 0x110000, BLOCK):
            points = [p for p in range(block, block + BLOCK) if not 0xD800 <= p < 0xE000]
            digest = hashlib.sha256()
            for p in points:
                digest.update((" ".join(map(str, tokens(reference, f"x{chr(p)}x y{chr(p)}"))) + "\n").encode())
            out.write(f"{block:x} {digest.hexdigest()[:16]}\n")
