"""Odd addresses, methods and bytes, as scanners and broken programs send them."""

from __future__ import annotations

ADDRESSES = (
    "/env/", "/env", "/env//", "/env/%00", "/env/%ff", "/env/%", "/env/%zz", "/env/..", "/env/../..", "/env/%2e%2e",
    "/env/..%2f..%2fx", "/env/%2fetc%2fpasswd", "/env/a%2fb", "/env/%ed%a0%80", "/env/" + "x" * 5000, "/env/a?b=c#d",
    "/env/%20", "/env/%0a", "/env/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/env/'%22%5C", "/env/witness+scratch",
    "/compare/", "/compare", "/compare/+", "/compare/+++", "/compare/witness", "/compare/witness+witness",
    "/compare/witness+missing", "/compare/missing", "/compare/%2b", "/compare/%00+%ff", "/compare/../witness",
    "/compare/" + "+".join(["witness"] * 300), "/compare/witness+scratch+%3Cb%3E", "/compare/witness%20+scratch",
    "/static/../../setup.py", "/static/%2e%2e/%2e%2e/setup.py", "/static/..%2f..%2fsetup.py", "/static/%00", "/static/",
    "/static//etc/passwd", "/static/js", "/user/../../../../etc/passwd", "/user/%2e%2e/x", "/user/",
    "/error/x", "/error/%00", "/error/%3Cscript%3E", "/error/" + "x" * 3000, "/socket", "/vis_socket", "/socket_wrap",
    "/vis_socket_wrap", "//", "//etc/passwd", "/..", "/%2e%2e/%2e%2e/etc/passwd", "/%00", "/%ff", "/?" + "a=b&" * 2000,
    "/favicon.png", "/socket_wrap?ops=%ff", "/nonsense/%f0%9f",
)  # fmt: skip
METHODS = ("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "CONNECT", "NONSENSE")

_HEAD = b"POST /win_exists HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_BODY = b'{"win": "text", "eid": "scratch"}'
_SIZED_BODY = b"Content-Length: %d\r\n\r\n%b" % (len(_BODY), _BODY)
_SOCKET = b"GET /socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
RAW: dict[str, bytes] = {
    "huge length": _HEAD + b"Content-Length: 99999999999999999999\r\n\r\n" + _BODY,
    "length of 2 GiB": _HEAD + b"Content-Length: 2147483648\r\n\r\n" + _BODY,
    "length too large for the body": _HEAD + b"Content-Length: 5000\r\n\r\n" + _BODY,
    "length below zero": _HEAD + b"Content-Length: -1\r\n\r\n" + _BODY,
    "length of words": _HEAD + b"Content-Length: many\r\n\r\n" + _BODY,
    "two lengths": _HEAD + b"Content-Length: 5\r\n" + _SIZED_BODY,
    "no length": _HEAD + b"\r\n" + _BODY,
    "claims gzip": _HEAD + b"Content-Encoding: gzip\r\n" + _SIZED_BODY,
    "claims deflate": _HEAD + b"Content-Encoding: deflate\r\n" + _SIZED_BODY,
    "claims multipart": _HEAD + b"Content-Type: multipart/form-data; boundary=x\r\n" + _SIZED_BODY,
    "claims multipart without boundary": _HEAD + b"Content-Type: multipart/form-data\r\n" + _SIZED_BODY,
    "claims a form": _HEAD + b"Content-Type: application/x-www-form-urlencoded\r\n" + _SIZED_BODY,
    "claims UTF-16": _HEAD + b"Content-Type: application/json; charset=utf-16\r\n" + _SIZED_BODY,
    "bad chunks": _HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + _BODY,
    "cut chunks": _HEAD + b"Transfer-Encoding: chunked\r\n\r\n21\r\n{",
    "other transfer encoding": _HEAD + b"Transfer-Encoding: gzip\r\n" + _SIZED_BODY,
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "old protocol": b"GET / HTTP/1.0\r\n\r\n",
    "unknown protocol": b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "no protocol": b"GET /\r\n\r\n",
    "not HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
    "empty line": b"\r\n\r\n",
    "header without colon": b"GET / HTTP/1.1\r\nHost: localhost\r\nnonsense\r\n\r\n",
    "header of bytes": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Odd: \xff\xfe\x01\r\n\r\n",
    "endless header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 200_000 + b"\r\n\r\n",
    "endless address": b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "cookie of bytes": b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: user_password=\xff\xfe; =; ;;\r\n\r\n",
    "odd origin": _HEAD + b"Origin: \xff://[:::\r\n" + _SIZED_BODY,
    "origin of half an address": _HEAD + b"Origin: http://[::\r\n" + _SIZED_BODY,
    "handshake from half an address": _SOCKET + b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\nOrigin: http://[::\r\n\r\n",
    "handshake without key": _SOCKET + b"\r\n",
    "handshake of version 99": _SOCKET + b"Sec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 99\r\n\r\n",
}
