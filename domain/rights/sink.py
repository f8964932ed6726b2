"""What a zip is written into when it goes straight on to the reader."""

import io


class Sink(io.RawIOBase):
    """Takes what is written and gives it away; it cannot go back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """That it is written into."""
        return True

    def write(self, piece: object, /) -> int:
        """Take a piece."""
        taken = bytes(memoryview(piece))  # type: ignore[arg-type]
        self._pieces.append(taken)
        return len(taken)

    def taken(self) -> bytes:
        """Everything that was written since it was last asked."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
