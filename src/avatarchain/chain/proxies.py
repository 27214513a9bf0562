"""Proxies that the environment names (HTTP_PROXY and others), and when they are not used.

A node on this machine is never asked through a proxy, which could not reach it.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy

from avatarchain.chain.transport import shown


def is_here(url: str) -> bool:
    """Whether a URL leads to this machine: a loopback address, or a name that stands for one."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def proxy_for(url: str) -> str | None:
    """The proxy that is used for a URL, safe to print; None if there is none."""
    if is_here(url):
        return None
    proxy = select_proxy(url, get_environ_proxies(url))
    return shown(proxy) if proxy else None
