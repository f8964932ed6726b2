"""A second of silence, for voice messages that nobody really spoke."""

import io
import wave


def _silence() -> bytes:
    stream = io.BytesIO()
    with wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 8000)
    return stream.getvalue()


SILENCE = _silence()
