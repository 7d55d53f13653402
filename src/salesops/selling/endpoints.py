"""Where other systems may be reached: which addresses are fit, and which lead into the house."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from salesops.kernel.problem import Problem, Wording

LONGEST_URL = 1000
SCHEMES = ("http", "https")
# IPv6 addresses that carry an IPv4 one in their last 32 bits (RFC 6052).
NAT64 = IPv6Network("64:ff9b::/96")

BAD_URL = Wording(
    "bad_url",
    zh=("“{value}”不是可用的网址", "请填写以 https:// 或 http:// 开头、不含用户名和密码的完整网址"),
    en=(
        '"{value}" is not an address that can be called',
        "Enter a whole address that begins with https:// or http://, without user or password",
    ),
)
PRIVATE_ADDRESS = Wording(
    "private_address",
    zh=(
        "“{value}”指向内网地址，未发送",
        "请用公网地址；确需发往内网时，由部署人员设置 SALESOPS_WEBHOOK_PRIVATE=1",
    ),
    en=(
        '"{value}" leads to an address inside the network; nothing was sent',
        "Use a public address, or have whoever runs the server set SALESOPS_WEBHOOK_PRIVATE=1",
    ),
)

NO_ANSWER = Wording(
    "no_answer",
    zh=("对方 {seconds} 秒内没有回应", "请对方先返回 200，再慢慢处理"),
    en=("No answer within {seconds} seconds", "Have the other side answer 200 first, work later"),
)
NOBODY_THERE = Wording(
    "nobody_there",
    zh=("“{value}”拒绝连接", "确认对方服务已启动，端口正确"),
    en=('"{value}" refuses to be connected to', "See that it runs, and that the port is right"),
)
NO_SUCH_HOST = Wording(
    "no_such_host",
    zh=("找不到主机“{value}”", "检查网址的拼写，以及服务器能否解析该域名"),
    en=(
        'There is no host "{value}"',
        "Check how it is spelled, and that the server can look it up",
    ),
)


def url_fault(url: str) -> Problem | None:
    """What is wrong with an address as text, before anybody looks up where it leads."""
    problem = Problem(BAD_URL, values={"value": url[:200]})
    if len(url) > LONGEST_URL or any(ord(c) <= 32 or ord(c) == 127 for c in url):
        return problem
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return problem
    is_fit = parts.scheme in SCHEMES and parts.hostname and port != 0
    return None if is_fit and "@" not in parts.netloc else problem


def is_public(address: str) -> bool:
    """Whether an IP address is anybody's on the internet: not of this machine or network.

    An IPv6 address that stands for an IPv4 one is judged as that one.
    """
    ip = _meant(ip_address(address.partition("%")[0]))
    return ip.is_global and not ip.is_multicast


def _meant(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv4Address):
        return ip
    if ip in NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or ip


def hint(url: str) -> str:
    """An address as it may be shown: a robot's key stands in its path or query."""
    parts = urlsplit(url)
    rest = url.partition("://")[2].removeprefix(parts.netloc)
    return f"{parts.hostname}/…{rest[-4:]}" if len(rest) > 8 else f"{parts.hostname}{rest}"
