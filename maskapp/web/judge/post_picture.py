"""`POST /api/judge`: judges one picture, which is the whole body of the request."""

import asyncio
from collections import Counter

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from maskapp.display_names import without_folders
from maskapp.errors import ModelError, PictureTooLargeError, SourceError
from maskapp.files.content_kind import HEAD_BYTES, ContentKind, kind_of_content
from maskapp.web.access.addresses import client_key
from maskapp.web.answers import problem
from maskapp.web.judge.engine_threads import EnginesBusyError, EngineThreads
from maskapp.web.judge.still_pictures import judge_still
from maskapp.web.streaming import has_left

MOST_BYTES = 20_000_000
"""Largest upload: photos of most phones have less than half of it."""
MOST_COMING_BYTES = 8 * MOST_BYTES
"""What has arrived of all pictures that are on their way: a slow one takes up to a minute."""
MOST_COMING_OF_ONE_BYTES = MOST_COMING_BYTES // 2
"""The part of one client, who locks out nobody else."""
_RETRY_AFTER_S = 2


class _TooManyBytesError(Exception):
    """The body is larger than `MOST_BYTES`."""


class PostPicture:
    """The endpoint.

    Args:
        engines: For stills.
    """

    def __init__(self, engines: EngineThreads) -> None:
        self._engines = engines
        self._coming_bytes: Counter[str] = Counter()

    async def answer(self, request: Request) -> Response:
        """Answer a request; a client that leaves before its turn costs nothing more."""
        if request.headers.get("content-type", "").lower().startswith("multipart/"):
            return problem(415, f"Forms are not read; send the picture alone: {_curl(request)}")
        try:
            data = await self._received(request)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody gets it
        except EnginesBusyError:
            return _busy()
        except _TooManyBytesError:
            return problem(
                413,
                f"The picture has more than {MOST_BYTES // 10**6} MB; send a smaller one, such as"
                " a JPEG",
            )
        kind = kind_of_content(data[:HEAD_BYTES])
        if not (kind.is_picture or kind in (ContentKind.OTHER, ContentKind.EMPTY)):
            return problem(415, f"This is {kind.value}; send a picture, such as a JPEG")
        return await self._judged(request, data)

    async def _received(self, request: Request) -> bytes:
        """Return the body.

        Raises:
            EnginesBusyError: Too much is on its way or waits.
            _TooManyBytesError: It is too large, as it says or as it turns out.
            ClientDisconnect: The client left before its end.
        """
        stated = request.headers.get("content-length", "")
        stated_bytes = int(stated) if stated.isdecimal() else 0
        if stated_bytes > MOST_BYTES:
            raise _TooManyBytesError
        client = client_key(request.scope)
        if self._engines.is_full or not self._has_room(client, stated_bytes):
            raise EnginesBusyError
        body = bytearray()
        try:
            async for part in request.stream():
                if len(body) + len(part) > MOST_BYTES:
                    raise _TooManyBytesError
                if not self._has_room(client, len(part)):
                    raise EnginesBusyError
                body += part
                self._coming_bytes[client] += len(part)
            return bytes(body)
        finally:
            self._coming_bytes[client] -= len(body)
            self._coming_bytes += Counter()  # drops clients who send nothing

    def _has_room(self, client: str, more_bytes: int) -> bool:
        return (
            self._coming_bytes.total() + more_bytes <= MOST_COMING_BYTES
            and self._coming_bytes[client] + more_bytes <= MOST_COMING_OF_ONE_BYTES
        )

    async def _judged(self, request: Request, data: bytes) -> Response:
        judging = asyncio.ensure_future(self._engines.run(lambda engine: judge_still(engine, data)))
        leaving = asyncio.ensure_future(has_left(request.receive))
        try:
            await asyncio.wait({judging, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not judging.done():
                return Response(status_code=400)  # nobody gets it
            return JSONResponse(judging.result())
        except EnginesBusyError:
            return _busy()
        except PictureTooLargeError as error:
            return problem(413, str(error))
        except SourceError as error:
            return problem(400, str(error))
        except ModelError as error:
            return problem(503, without_folders(str(error)))
        finally:
            judging.cancel()
            leaving.cancel()


def _curl(request: Request) -> str:
    return f"curl --data-binary @picture.jpg {request.url.replace(query='')}"


def _busy() -> Response:
    headers = {"Retry-After": str(_RETRY_AFTER_S)}
    return problem(503, "Too many pictures are coming or waiting; try again in a moment.", headers)
