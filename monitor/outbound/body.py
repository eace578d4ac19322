"""Read a body to its end or to the cap, whichever comes first.

Pure. The cap sits inside the decoder: a decompressor is never asked for more than is still
allowed, so 250 MB that travel as 250 kB cost no more memory than the cap. One coding only,
gzip or deflate, which is what we offer; isal undoes both in a third of zlib's time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from isal import igzip_lib, isal_zlib

if TYPE_CHECKING:
    from collections.abc import AsyncIterable

#: Names that mean "not encoded"; the last three are seen in the wild and mean nothing.
_PLAIN: Final = frozenset({"", "identity", "none", "utf-8", "binary"})
_GZIP: Final = frozenset({"gzip", "x-gzip"})
_GZIP_WBITS: Final = 16 + isal_zlib.MAX_WBITS
_GZIP_MAGIC: Final = b"\x1f\x8b"
_ZLIB_HEADER_BYTES: Final = 2
#: zlib gathers what it gives in blocks and then joins them, so twice this much is alive.
_MOST_AT_ONCE_BYTES: Final = 1024 * 1024


class OverLimit(Exception):  # noqa: N818 - becomes BodyTooLarge at the door
    """More came than may come."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class BrokenCoding(Exception):  # noqa: N818 - becomes BadEncoding at the door
    """A content coding that was not offered, or that is damaged."""

    def __init__(self, coding: str) -> None:
        super().__init__(coding)
        self.coding = coding


async def read_body(chunks: AsyncIterable[bytes], *, coding: str, limit: int) -> bytes:
    """Collect and decode `chunks`, at most `limit` bytes of them.

    Raises:
        OverLimit: there is more. BrokenCoding: it cannot be decoded.
    """
    decoder = make_decoder(coding, limit=limit)
    async for chunk in chunks:
        decoder.feed(chunk)
    return decoder.finish()


async def read_start(chunks: AsyncIterable[bytes], *, coding: str, limit: int) -> bytes:
    """Collect the first `limit` bytes, or what can be read of them; never complains."""
    try:
        decoder = make_decoder(coding, limit=limit)
    except BrokenCoding:
        return b""
    try:
        async for chunk in chunks:
            decoder.feed(chunk)
    except (OverLimit, BrokenCoding):
        pass
    return decoder.kept()[:limit]


def make_decoder(coding: str, *, limit: int) -> Plain:
    """Give the decoder for a Content-Encoding value.

    Raises:
        BrokenCoding: none of ours, or several on top of each other.
    """
    name = coding.strip().lower()
    if name in _PLAIN:
        return Plain(limit)
    if name in _GZIP:
        return Gzip(limit)
    if name == "deflate":
        return Deflate(limit)
    raise BrokenCoding(name[:40])


class Plain:
    """Keeps what comes, up to the limit."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._pieces: list[bytes] = []
        self._length = 0

    def feed(self, chunk: bytes) -> None:
        self._keep(chunk)

    def finish(self) -> bytes:
        return self.kept()

    def kept(self) -> bytes:
        """Give what is there."""
        return b"".join(self._pieces)

    def _keep(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._length += len(piece)
        if self._length > self.limit:
            raise OverLimit(self.limit)


class _Inflating(Plain):
    name = ""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self._inflater = self._start(b"")
        self._fed = False

    def _start(self, head: bytes) -> isal_zlib.Decompress:
        raise NotImplementedError

    def feed(self, chunk: bytes) -> None:
        self._fed = self._fed or bool(chunk)
        self._inflate(chunk)

    def _inflate(self, chunk: bytes) -> None:
        """Decode `chunk` in steps that never give more than one byte beyond the limit."""
        while chunk and not self._inflater.eof:
            room = min(self.limit - self._length + 1, _MOST_AT_ONCE_BYTES)
            try:
                piece = self._inflater.decompress(chunk, room)
            except igzip_lib.IsalError as error:  # type: ignore[misc] # stub: an instance
                raise BrokenCoding(self.name) from error
            self._keep(piece)
            chunk = self._inflater.unconsumed_tail

    def finish(self) -> bytes:
        if self._fed and not self._inflater.eof:
            raise BrokenCoding(f"{self.name}, cut short")
        return super().finish()


class Gzip(_Inflating):
    """Undoes gzip, of one member or of several (RFC 1952 §2.2)."""

    name = "gzip"

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self._rest = b""
        self._padded = False

    def _start(self, head: bytes) -> isal_zlib.Decompress:  # noqa: ARG002 - gzip needs no look ahead
        return isal_zlib.decompressobj(_GZIP_WBITS)

    def feed(self, chunk: bytes) -> None:
        self._fed = self._fed or bool(chunk)
        self._rest = self._rest + chunk if self._rest else chunk
        while self._rest and not self._padded:
            if self._inflater.eof and not self._next_member():
                return
            self._inflate(self._rest)
            self._rest = self._inflater.unused_data

    def _next_member(self) -> bool:
        """Begin another member if one follows; anything else after a member is padding."""
        if len(self._rest) < len(_GZIP_MAGIC):
            return False
        self._padded = not self._rest.startswith(_GZIP_MAGIC)
        if self._padded:
            return False
        self._inflater = self._start(b"")
        return True


class Deflate(_Inflating):
    """Undoes deflate, with the zlib header that RFC 9110 asks for or without."""

    name = "deflate"

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self._head = b""

    def _start(self, head: bytes) -> isal_zlib.Decompress:
        is_zlib = (
            len(head) >= _ZLIB_HEADER_BYTES
            and head[0] & 0x0F == isal_zlib.DEFLATED
            and int.from_bytes(head[:2], "big") % 31 == 0
        )
        return isal_zlib.decompressobj(isal_zlib.MAX_WBITS if is_zlib else -isal_zlib.MAX_WBITS)

    def feed(self, chunk: bytes) -> None:
        if self._fed:
            super().feed(chunk)
            return
        self._head += chunk
        if len(self._head) >= _ZLIB_HEADER_BYTES:
            self._inflater = self._start(self._head)
            super().feed(self._head)
