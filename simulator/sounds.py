"""A second of silence as Ogg Opus, for voice messages that nobody really spoke."""

RATE = 48_000
FRAMES = 50
SILENT_FRAME = b"\xf8\xff\xfe"  # 20 ms of silence, RFC 6716
HEAD = b"OpusHead" + bytes([1, 1]) + (0).to_bytes(2, "little") + RATE.to_bytes(4, "little") + bytes(3)
TAGS = b"OpusTags" + (9).to_bytes(4, "little") + b"simulator" + bytes(4)
FIRST, MIDDLE, LAST = 2, 0, 4


def _checksum(page: bytes) -> int:
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
        value &= 0xFFFFFFFF
    return value


def _page(kind: int, number: int, samples: int, packets: list[bytes]) -> bytes:
    # RFC 3533: the checksum is counted over the page with its own place left empty.
    before = b"OggS" + bytes([0, kind]) + samples.to_bytes(8, "little") + b"SIMU" + number.to_bytes(4, "little")
    after = bytes([len(packets), *map(len, packets)]) + b"".join(packets)
    return before + _checksum(before + bytes(4) + after).to_bytes(4, "little") + after


SILENCE = (
    _page(FIRST, 0, 0, [HEAD]) + _page(MIDDLE, 1, 0, [TAGS]) + _page(LAST, 2, RATE, [SILENT_FRAME] * FRAMES)
)  # fmt: skip
