"""Headers that make browsers careful, on every answer."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maskapp.web.access.hosts import host_of, is_loopback
from maskapp.web.access.refusals import headers_named

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "connect-src 'self'{socket}",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_PERMISSIONS = ", ".join(
    (
        "camera=(self)",
        "fullscreen=(self)",
        "screen-wake-lock=(self)",
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer",
                "display-capture",
                "geolocation",
                "gyroscope",
                "hid",
                "magnetometer",
                "microphone",
                "midi",
                "payment",
                "serial",
                "usb",
            )
        ),
    )
)
_ALWAYS = {
    "Permissions-Policy": _PERMISSIONS,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """ASGI middleware that adds the headers; the outermost, so that refusals get them too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add the headers to its answer."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def adding(message: Message) -> None:
            if message["type"].endswith(".response.start"):
                message.setdefault("headers", [])
                headers = MutableHeaders(raw=message["headers"])
                headers.update(_ALWAYS)
                if _is_trusted(scope):
                    headers["Cross-Origin-Opener-Policy"] = "same-origin"
                headers.setdefault("Referrer-Policy", "no-referrer")
                headers["Content-Security-Policy"] = _policy(scope)
                headers["Cache-Control"] = _cache_control(scope, message["status"])
            await send(message)

        await self._app(scope, receive, adding)


def _is_trusted(scope: Scope) -> bool:
    """Return whether browsers trust the connection; on others, they complain of some headers."""
    host = host_of(scope)
    return scope["scheme"] == "https" or (host is not None and is_loopback(host.name))


def _policy(scope: Scope) -> str:
    """Return the content security policy; without inline scripts and styles.

    Safari up to version 15 does not count WebSockets of the same server to 'self', so they are
    named.
    """
    hosts = headers_named(scope, b"host")
    socket = ""
    if host_of(scope) is not None:
        scheme = "wss" if scope["scheme"] in {"https", "wss"} else "ws"
        socket = f" {scheme}://{hosts[0].strip().lower()}"
    return _POLICY.format(socket=socket)


def _cache_control(scope: Scope, status: int) -> str:
    # Browsers ask whether a file has changed, so that an update is seen at once.
    is_static = scope["path"].startswith("/static/") and status in {200, 304}
    return "no-cache" if is_static else "no-store"
