#!/usr/bin/env python3
"""Writes the tokenizer's tables of Unicode 14: compatibility decompositions, combining classes, case.

Run with Python 3.11, whose unicodedata is Unicode 14; the module's folder is the argument:

    python3.11 src/main/unicode/generate.py .

Java's own tables follow the JDK, and ids must not. Format, big-endian:
    u16 block of each 128 code points (8704 of them), u16 number of blocks,
    u16 record of each code point of each block, u16 number of records,
    of each record: u8 flags, u16 offset of its decomposition, u16 offset of its lower case (0: itself),
    u16 length of the pool, the pool in UTF-16 units: a length before each string.
"""
import pathlib, struct, sys, unicodedata

assert unicodedata.unidata_version == "14.0.0", unicodedata.unidata_version
MARK, CASED, IGNORABLE, DIGIT = 1, 2, 4, 8
pool, offsets, records, record_of, blocks, block_of = [0], {}, [], {}, {}, []


def pooled(text, original):
    if text == original:
        return 0
    if text not in offsets:
        units = struct.unpack(f">{len(text.encode('utf-16-be')) // 2}H", text.encode("utf-16-be"))
        offsets[text] = len(pool)
        pool.extend([len(units), *units])
    return offsets[text]


def flags(c):
    # Python does not name these two properties, but str.lower() of a final sigma shows them.
    cased = (c + "\u03a3").lower()[-1] == "\u03c2"
    ignorable = not cased and ("A" + c + "\u03a3").lower()[-1] == "\u03c2"
    return (MARK if unicodedata.combining(c) else 0) | (CASED if cased else 0) | (IGNORABLE if ignorable else 0) | (DIGIT if c.isdigit() else 0)


def record(code):
    c = chr(code)
    if 0xD800 <= code <= 0xDFFF:
        r = (0, 0, 0)
    else:
        hangul = 0xAC00 <= code <= 0xD7A3  # decomposed by arithmetic
        r = (flags(c), 0 if hangul else pooled(unicodedata.normalize("NFKD", c), c), pooled(c.lower(), c))
    if r not in record_of:
        record_of[r] = len(records)
        records.append(r)
    return record_of[r]


record(0x41 + 0x10FF00)  # a code point without properties becomes record 0
for start in range(0, 0x110000, 128):
    block = tuple(record(code) for code in range(start, start + 128))
    block_of.append(blocks.setdefault(block, len(blocks)))

out = struct.pack(f">{len(block_of)}H", *block_of) + struct.pack(">H", len(blocks))
for block in blocks:
    out += struct.pack(">128H", *block)
out += struct.pack(">H", len(records)) + b"".join(struct.pack(">BHH", *r) for r in records)
out += struct.pack(">H", len(pool)) + struct.pack(f">{len(pool)}H", *pool)
target = pathlib.Path(sys.argv[1], "src/main/resources/io/github/albert4j/tokenizer/unicode-14.bin")
target.write_bytes(out)
print(f"{target}: {len(out)} bytes, {len(blocks)} blocks, {len(records)} records, pool of {len(pool)}")
