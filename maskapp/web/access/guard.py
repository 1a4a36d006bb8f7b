"""All that stands between a request and the application, in its order."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.middleware import Middleware

from maskapp.web.access.hosts import HostCheck, HostNames, is_loopback
from maskapp.web.access.rate_limit import RateLimit, RequestBudget
from maskapp.web.access.refusals import CountRefusals
from maskapp.web.access.security_headers import SecurityHeaders
from maskapp.web.access.sign_in import SignIn
from maskapp.web.access.size_limit import SizeLimit
from maskapp.web.access.token import Token, token_from
from maskapp.web.access.viewers import ViewerCap, Viewers

LARGEST_PICTURE = 20_000_000
"""Bytes of a picture that is sent to be classified."""

_LARGER_BODIES = {"/api/judge": LARGEST_PICTURE}
_STREAMS = {"/stream.mjpg": "pictures", "/api/live": "state"}
_MOST_STREAMS = {"pictures": 24, "state": 24}
"""Cameras that are judged have a cap of their own, whose refusal browsers can tell in words."""


def make_guard(
    bound_host: str, public_names: tuple[str, ...], environment: Mapping[str, str]
) -> "Guard":
    """Make the guard of a server; with a token unless only this machine reaches it.

    Args:
        bound_host: What the server listens on.
        public_names: Further names of the server; see `hosts.public_name`.
        environment: May hold the token.

    Raises:
        MaskappError: The token of the environment cannot be used.
    """
    token = token_from(environment) if needs_token(bound_host, public_names) else None
    return Guard(HostNames(bound_host, public_names), token)


def needs_token(bound_host: str, public_names: tuple[str, ...]) -> bool:
    """Return whether anybody else than users of this machine can reach the server.

    Args:
        bound_host: What the server listens on.
        public_names: Names by which a proxy may pass on the requests of others.
    """
    return bool(public_names) or not is_loopback(bound_host)


@dataclass(frozen=True)
class Guard:
    """Who may use the server, and how much.

    Attributes:
        names: Names under which the server may be addressed.
        token: What everybody has to know; None while only this machine reaches the server.
        viewers: Open streams.
        refused: Refused requests by status.
        budget: Requests that each client may make.
    """

    names: HostNames
    token: Token | None
    viewers: Viewers = field(default_factory=lambda: Viewers(_MOST_STREAMS))
    refused: Counter[int] = field(default_factory=Counter)
    budget: RequestBudget = field(default_factory=RequestBudget)

    def middleware(self) -> list[Middleware]:
        """Return the middleware of the application, the outermost first."""
        sign_in = [] if self.token is None else [Middleware(SignIn, self.token)]
        return [
            Middleware(SecurityHeaders),
            Middleware(CountRefusals, self.refused),
            Middleware(RateLimit, self.budget),
            Middleware(HostCheck, self.names),
            Middleware(SizeLimit, _LARGER_BODIES),
            *sign_in,
            Middleware(ViewerCap, self.viewers, _STREAMS),
        ]
