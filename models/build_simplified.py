"""Build ``classifier/engine/simplified.txt``: traditional characters beside their simplified ones.

The first line has traditional and variant characters, the second the simplified one of each, by OpenCC's
tables (Apache-2.0), character by character, general forms before those of Taiwan and Hong Kong.

Needs a package that policytag itself does not:
    pip install opencc
    python models/build_simplified.py
"""

from __future__ import annotations

from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "classifier" / "engine" / "simplified.txt"
# Characters of which conversion makes one or the other by the word: each is read as its second.
ALIKE = "著着 覆复 瞭了 俱具 藉借 座坐 揹背 甦苏 畫划 画划 劃划"
RANGES = ((0x3400, 0xA000), (0xF900, 0xFB00))


def main() -> None:
    """Build and write the table."""
    from opencc import OpenCC

    converters = [OpenCC(name) for name in ("t2s", "tw2s", "hk2s")]
    pairs = {}
    for start, end in RANGES:
        for ch in map(chr, range(start, end)):
            found = [c.convert(ch) for c in converters]
            new = [one for one in found if one != ch and len(one) == 1 and ord(one) < 0x10000]
            if new:
                pairs[ch] = new[0]
    simple = set(pairs.values())
    pairs = {ch: new for ch, new in pairs.items() if ch not in simple}  # so 么, to which 麼 goes
    pairs |= {first: second for first, second in ALIKE.split()}
    pairs = {ch: pairs.get(new, new) for ch, new in pairs.items()}
    TABLE.write_text("".join(pairs) + "\n" + "".join(pairs.values()) + "\n", encoding="utf-8")
    print(f"{len(pairs):,} characters")


if __name__ == "__main__":
    main()
