"""A company's sign-in that does not exist: an OpenID provider and a 企业微信, over real HTTP."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt


class Company(ThreadingHTTPServer):
    """Whoever is `here` is who signs in; what was asked is remembered."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.here: dict[str, object] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.is_broken = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Door(BaseHTTPRequestHandler):
    server: Company

    def log_message(self, *args: object) -> None:
        """Be quiet."""

    def do_GET(self) -> None:
        self.answer(dict(pair for pair in flat(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.answer(dict(pair for pair in flat(body)))

    def answer(self, asked: dict[str, str]) -> None:
        path = urlsplit(self.path).path
        self.server.asked.append((path, asked))
        if self.server.is_broken:
            self.send_error(500)
        elif path == "/authorize":
            self.sent_back(asked)
        elif path in ANSWERS:
            self.told(ANSWERS[path](self.server, asked))
        else:
            self.send_error(404)

    def sent_back(self, asked: dict[str, str]) -> None:
        self.send_response(302)
        query = urlencode({"code": "a-code", "state": asked["state"]})
        self.send_header("Location", f"{asked['redirect_uri']}?{query}")
        self.end_headers()

    def told(self, answer: object) -> None:
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def flat(query: str) -> Iterator[tuple[str, str]]:
    for name, values in parse_qs(query).items():
        yield name, values[0]


def configuration(company: Company, asked: dict[str, str]) -> dict[str, object]:
    return {
        "issuer": company.address,
        **{name: f"{company.address}{path}" for name, path in (
            ("authorization_endpoint", "/authorize"), ("token_endpoint", "/token"),
            ("userinfo_endpoint", "/userinfo"), ("jwks_uri", "/jwks"))},
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }  # fmt: skip


def tokens(company: Company, asked: dict[str, str]) -> dict[str, object]:
    now = int(time.time())
    claims = {"iss": company.address, "aud": "salesops", "iat": now, "exp": now + 300}
    signed = jwt.encode({**claims, **company.here}, "k" * 32, algorithm="HS256")
    return {"access_token": "an-access-token", "token_type": "Bearer", "id_token": signed}


ANSWERS = {
    "/.well-known/openid-configuration": configuration,
    "/token": tokens,
    "/userinfo": lambda company, asked: company.here,
    "/cgi-bin/gettoken": lambda company, asked: {"errcode": 0, "access_token": "t"},
    "/cgi-bin/auth/getuserinfo": lambda company, asked: {
        "errcode": 0, **({"userid": company.here["userid"]} if "userid" in company.here else {})},
    "/cgi-bin/user/get": lambda company, asked: {"errcode": 0, **company.here},
}  # fmt: skip


@contextmanager
def company() -> Iterator[Company]:
    """The company's sign-in, served while the test runs."""
    serving = Company()
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    try:
        yield serving
    finally:
        serving.shutdown()
        serving.server_close()
        thread.join()
