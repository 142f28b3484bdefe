"""X-Forwarded-* headers, believed from configured proxies alone: anybody can send them."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class TrustedProxies:
    """Applies the last forwarding hop where the connection itself comes from a trusted proxy."""

    def __init__(
        self, app: WSGIApplication, networks: tuple[IPv4Network | IPv6Network, ...]
    ) -> None:
        self.app = app
        self.networks = networks
        self.behind_proxy = ProxyFix(app, x_for=1, x_proto=1, x_host=0)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        trusted = self._trusted(environ.get("REMOTE_ADDR", ""))
        return (self.behind_proxy if trusted else self.app)(environ, start_response)

    def _trusted(self, address: str) -> bool:
        try:
            peer = ip_address(address)
        except ValueError:
            return False
        return any(peer in network for network in self.networks)
