#!/usr/bin/env python3
"""Run the case catalogue against whichever `visdom` is importable and dump what it sends.

    python record.py --cases public --out results.json
    python record.py --cases extra --only 'scatter/' --transport http

Transports
    override  a subclass of visdom.Visdom whose _handle_post(url, data) records the
              request and answers from a script (the documented extension point)
    http      the unmodified class against a stub HTTP server on 127.0.0.1

Output: {"meta": {...}, "cases": [case, ...]} with, per case,
    name, method, tags
    call      what was called, readable, one line per call
    requests  [[endpoint, payload], ...] in order, payload = the decoded JSON body
    returned  the return value (a list with one entry per call if there were several)
    raised    null or the exception's class name (likewise a list)
    raised_mro  the class names of the exception's whole family (recorder's aid)
    extra     only where the case notes something beside the traffic
Cases whose optional packages are missing appear as {"name", "skipped": reason}.

Normalisation: generated window ids become "window_*"; NaN and infinities become
{"$num": "NaN"}; data URIs of images, audio and video are decoded and described;
tuples in return values become {"$tuple": [...]}.
"""
import argparse
import asyncio
import base64
import contextlib
import hashlib
import html.parser
import importlib
import io
import json
import logging
import math
import os
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
if HERE not in sys.path:
    sys.path.insert(0, HERE)

import numpy as np  # noqa: E402
import requests  # noqa: E402

import visdom  # noqa: E402
from caselib import FAIL  # noqa: E402

CASE_SECONDS = 30


# -- the scripted other side --------------------------------------------------


class Script:
    """What the server answers.  Fixed by the case, with sensible defaults."""

    def __init__(self, replies=None):
        self.replies = {k: (list(v) if isinstance(v, list) else v) for k, v in (replies or {}).items()}

    def answer(self, endpoint, payload):
        payload = payload if isinstance(payload, dict) else {}
        if endpoint in self.replies:
            r = self.replies[endpoint]
            if isinstance(r, list):
                r = r.pop(0) if len(r) > 1 else r[0]
            return r(payload) if callable(r) else r
        if "*" in self.replies:
            return self.replies["*"]
        if endpoint in ("events", "update"):
            return str(payload.get("win") or "")
        if endpoint == "win_exists":
            return "false"
        if endpoint == "env_state":
            return '["main", "other"]'
        if endpoint == "win_data":
            return "{}" if "data" not in payload else ""
        if endpoint == "win_hash":
            return "0123456789abcdef0123456789abcdef"
        if endpoint == "save":
            return json.dumps(payload.get("data"))
        if endpoint == "fork_env":
            return str(payload.get("eid"))
        return ""


def decode_body(data):
    if isinstance(data, (bytes, bytearray)):
        data = bytes(data).decode("utf-8")
    if isinstance(data, str):
        try:
            return json.loads(data)
        except ValueError:
            return {"$text": data}
    return data


class Tape:
    """Requests of one case, in order."""

    def __init__(self, script, whole_urls=False):
        self.script, self.whole_urls, self.entries, self.on = script, whole_urls, [], True

    def take(self, label, endpoint, data):
        payload = decode_body(data)
        if self.on:
            self.entries.append([label if self.whole_urls else endpoint, payload])
        return self.script.answer(endpoint, payload)


def recording_class():
    class Recording(visdom.Visdom):
        def __init__(self, tape, **kw):
            self._tape = tape
            super().__init__(**kw)

        def _handle_post(self, url, data=None):
            prefix = "{}:{}{}/".format(self.server, self.port, self.base_url)
            endpoint = url[len(prefix):] if url.startswith(prefix) else url
            text = self._tape.take(url, endpoint, {} if data is None else data)
            if text == FAIL:
                raise requests.ConnectionError("scripted failure")
            return text

    return Recording


# -- stub server ---------------------------------------------------------------


class Stub:
    """A tornado server in a thread: records every POST, speaks /vis_socket."""

    def __init__(self, ports, tape, **settings):
        self.tape, self.settings = tape, settings
        self.posts = []  # [method, uri, headers, body]
        self.sockets = []  # open websocket handlers
        self.socket_headers = []
        self._ready = threading.Event()
        self._ports = ports
        self.port = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        if not self._ready.wait(10) or self.port is None:
            raise RuntimeError("stub server did not start")

    def _serve(self):
        import tornado.httpserver
        import tornado.web
        import tornado.websocket

        stub = self

        class Post(tornado.web.RequestHandler):
            def post(self, *a):
                body = self.request.body
                stub.posts.append(
                    [self.request.method, self.request.uri, dict(self.request.headers), decode_body(body)]
                )
                base = stub.settings.get("base_url", "")
                path = self.request.uri
                endpoint = path[len(base) + 1:] if path.startswith(base + "/") else path
                for status, cookies in [stub.settings.get("login", {}).get(path, (None, None))]:
                    if status:
                        self.set_status(status)
                        for k, v in (cookies or {}).items():
                            self.set_cookie(k, v)
                text = stub.tape.take(path, endpoint, body)
                if text == FAIL:
                    self.request.connection.stream.close()
                    return
                self.write(text if isinstance(text, str) else json.dumps(text))

        class Sock(tornado.websocket.WebSocketHandler):
            def check_origin(self, origin):
                return True

            def open(self, *a):
                stub.socket_headers.append(dict(self.request.headers))
                stub.sockets.append(self)
                if stub.settings.get("hello", True):
                    self.write_message(json.dumps({"command": "alive", "data": "vis_alive"}))

            def on_message(self, message):
                pass

            def on_close(self):
                if self in stub.sockets:
                    stub.sockets.remove(self)

        asyncio.set_event_loop(asyncio.new_event_loop())
        import tornado.ioloop

        base = self.settings.get("base_url", "")
        app = tornado.web.Application([(re.escape(base) + r"/vis_socket", Sock), (r"(.*)", Post)], log_function=lambda h: None)
        for port in self._ports:
            try:
                server = tornado.httpserver.HTTPServer(app)
                server.listen(port, "127.0.0.1")
            except OSError:
                continue
            self.port = port
            self._server = server
            break
        self._loop = tornado.ioloop.IOLoop.current()
        if self.port is not None:
            self._loop.add_callback(self._ready.set)
            self._loop.start()
        else:
            self._ready.set()

    def tell(self, message):
        """Send one JSON message to every connected client."""
        text = message if isinstance(message, str) else json.dumps(message)

        def go():
            for s in list(self.sockets):
                s.write_message(text)

        self._loop.add_callback(go)

    def hang_up(self):
        def go():
            for s in list(self.sockets):
                s.close()

        self._loop.add_callback(go)

    def close(self):
        async def go():
            for s in list(self.sockets):
                s.close()
            self._server.stop()
            await self._server.close_all_connections()
            asyncio.get_event_loop().call_later(0.05, self._loop.stop)

        self._loop.add_callback(go)
        self._thread.join(3)


# -- context handed to a case ----------------------------------------------------


def show(x, limit=160):
    """Compact, readable rendering of an argument."""
    if isinstance(x, np.ndarray):
        body = "array(%s, %s)" % (json.dumps(x.tolist(), default=str).replace(" ", ""), x.dtype)
        if len(body) > limit:
            body = "array<%s %s>" % ("x".join(map(str, x.shape)), x.dtype)
        return body
    if isinstance(x, dict):
        return "{%s}" % ", ".join("%s: %s" % (json.dumps(k) if isinstance(k, str) else k, show(v, limit)) for k, v in x.items())
    if isinstance(x, (list, tuple)) and any(isinstance(i, (np.ndarray, dict)) for i in x):
        return "[%s]" % ", ".join(show(i, limit) for i in x)
    r = re.sub(r" at 0x[0-9a-f]+", "", repr(x))
    r = r.replace(tempfile.gettempdir() + "/tmp", "TMP/")
    r = re.sub(r"TMP/\w{8}", "TMP/x", r)
    return r if len(r) <= limit else r[: limit - 3] + "..."


class T:
    def __init__(self, runner, case):
        self.runner, self.case = runner, case
        self.tape = Tape(Script(case.replies), case.url)
        self.lines, self.returned, self.raised, self.mro = [], [], [], []
        self.extra = {}
        self.clients, self.stubs = [], []
        self._vis = None

    # clients and servers

    def client(self, record_init=False, **kw):
        """A recorded client; `record_init` keeps the constructor's own request."""
        kw = dict(self.case.client, **kw)
        kw.setdefault("use_incoming_socket", False)
        self.tape.on = record_init
        try:
            if self.runner.transport == "override":
                vis = self.runner.cls(self.tape, **kw)
            else:
                stub = self.stub(base_url=kw.get("base_url", "") if kw.get("base_url") != "/" else "")
                kw.update(server="http://127.0.0.1", port=stub.port)
                vis = visdom.Visdom(**kw)
        finally:
            self.tape.on = True
        self.clients.append(vis)
        return vis

    def stub(self, **settings):
        s = Stub(self.runner.ports, self.tape, **settings)
        self.stubs.append(s)
        return s

    @property
    def vis(self):
        if self._vis is None:
            self._vis = self.client()
        return self._vis

    # calls

    def _run(self, line, fn):
        self.lines.append(line)
        try:
            value = fn()
        except Exception as e:  # the point is to record it
            self.runner.last_traceback = traceback.format_exc()
            self.returned.append(None)
            self.raised.append(type(e).__name__)
            self.mro.append([c.__name__ for c in type(e).__mro__])
            return None
        self.returned.append(value)
        self.raised.append(None)
        self.mro.append(None)
        return value

    def call(self, method, *args, **kwargs):
        on = kwargs.pop("_on", None) or self.vis
        text = ", ".join([show(a) for a in args] + ["%s=%s" % (k, show(v)) for k, v in kwargs.items()])
        return self._run("vis.%s(%s)" % (method, text), lambda: getattr(on, method)(*args, **kwargs))

    def construct(self, attributes=(), **kw):
        """Record the constructor itself; returns the client (or None if it raised)."""
        text = ", ".join("%s=%s" % (k, show(v)) for k, v in kw.items())
        made = []

        def go():
            vis = self.runner.cls(self.tape, **kw)
            made.append(vis)
            self.clients.append(vis)
            return {a: getattr(vis, a) for a in attributes}

        self._run("Visdom(%s)" % text, go)
        return made[0] if made else None

    def real(self, attributes=(), **kw):
        """The unmodified class (needs a stub or a dead port)."""
        text = ", ".join("%s=%s" % (k, show(v)) for k, v in kw.items())
        text = re.sub(r"port=\d+", "port=PORT", text)
        text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)
        made = []

        def go():
            vis = visdom.Visdom(**kw)
            made.append(vis)
            self.clients.append(vis)
            return {a: getattr(vis, a) for a in attributes}

        self._run("Visdom(%s)" % text, go)
        return made[0] if made else None

    def do(self, label, fn):
        """Any other observed action; its result counts as a return value."""
        return self._run(label, fn)

    def note(self, key, value):
        self.extra[key] = value

    def wait(self, predicate, seconds=8.0):
        end = time.time() + seconds
        while time.time() < end:
            if predicate():
                return True
            time.sleep(0.02)
        return bool(predicate())

    def collapse(self):
        """Runs of identical requests count once (how often is the client's own affair)."""
        kept = []
        for r in self.tape.entries:
            if not kept or kept[-1] != r:
                kept.append(r)
        self.tape.entries[:] = kept

    def finish(self):
        for v in self.clients:
            v.use_socket = False
        for s in self.stubs:
            s.close()


# -- normalisation ---------------------------------------------------------------

WINDOW_ID = re.compile(r"\bwindow_[0-9A-Za-z][0-9A-Za-z\-]{7,}\b")
DATA_URI = re.compile(r"^data:([a-z]+/[a-z0-9.+\-]+);base64,([A-Za-z0-9+/=]*)$")


def digest(raw):
    return {"len": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}


def describe_image(mime, raw):
    from PIL import Image

    im = Image.open(io.BytesIO(raw))
    im.load()
    out = {"mime": mime, "format": im.format, "mode": im.mode, "size": list(im.size)}
    px = np.asarray(im)
    if im.format == "JPEG":
        tables = getattr(im, "quantization", {})
        out["quantization"] = {str(k): list(v) for k, v in sorted(tables.items())}
        mean = px.reshape(-1, px.shape[-1] if px.ndim == 3 else 1).mean(axis=0)
        out["mean"] = [{"$approx": float(m), "tol": 3.0} for m in mean]
    elif px.size <= 400:
        out["pixels"] = px.tolist()
    else:
        out["pixels"] = dict(digest(np.ascontiguousarray(px).tobytes()), first=px.reshape(-1)[:24].tolist())
    return out


def describe_wav(raw):
    import wave

    with wave.open(io.BytesIO(raw)) as w:
        frames = w.readframes(w.getnframes())
        out = {
            "channels": w.getnchannels(),
            "rate": w.getframerate(),
            "width": w.getsampwidth(),
            "frames": w.getnframes(),
        }
    if out["width"] == 2 and len(frames) <= 800:
        out["samples"] = np.frombuffer(frames, "<i2").tolist()
    else:
        out["samples"] = digest(frames)
    return out


def describe_mp4(raw):
    import av

    with av.open(io.BytesIO(raw)) as box:
        s = box.streams.video[0]
        out = {
            "container": "mp4" if "mp4" in box.format.name else box.format.name,
            "codec": s.codec_context.name,
            "pix_fmt": s.codec_context.pix_fmt,
            "size": [s.codec_context.width, s.codec_context.height],
            "rate": str(s.average_rate),
        }
        means = []
        for frame in box.decode(s):
            rgb = frame.to_ndarray(format="rgb24").reshape(-1, 3).mean(axis=0)
            means.append([{"$approx": float(v), "tol": 8.0} for v in rgb])
        out["frames"] = len(means)
        out["mean_rgb"] = means if len(means) <= 12 else [means[0], means[len(means) // 2], means[-1]]
    return out


def describe_uri(uri, encoded_by_client):
    m = DATA_URI.match(uri)
    if not m:
        return uri
    mime, raw = m.group(1), base64.b64decode(m.group(2))
    try:
        if mime.startswith("image/"):
            return {"$image": describe_image(mime, raw)}
        if raw and encoded_by_client and mime == "audio/wav":
            return {"$audio": dict(mime=mime, **describe_wav(raw))}
        if raw and encoded_by_client and mime == "video/mp4":
            return {"$video": dict(mime=mime, **describe_mp4(raw))}
    except Exception as e:
        return {"$undecodable": type(e).__name__, "mime": mime}
    return {"$data": dict(mime=mime, **digest(raw))}


class Skeleton(html.parser.HTMLParser):
    """Tags and attributes as nested [tag, attrs, children]; running text is dropped."""

    VOID = {"source", "br", "img", "input", "hr", "meta", "link"}

    def __init__(self, encoded):
        super().__init__()
        self.encoded = encoded
        self.root = ["", {}, []]
        self.stack = [self.root]

    def handle_starttag(self, tag, attrs):
        node = [tag, {k: (describe_uri(v, self.encoded) if v and v.startswith("data:") else (v or "")) for k, v in attrs}, []]
        self.stack[-1][2].append(node)
        if tag not in self.VOID:
            self.stack.append(node)

    handle_startendtag = lambda self, tag, attrs: (self.handle_starttag(tag, attrs), tag not in self.VOID and self.stack.pop())

    def handle_endtag(self, tag):
        if len(self.stack) > 1 and self.stack[-1][0] == tag:
            self.stack.pop()


def skeleton(text, encoded=False):
    p = Skeleton(encoded)
    p.feed(text)
    p.close()
    return p.root[2]


def svg_outline(text):
    """Of a drawn SVG only what does not depend on the drawing library's version."""
    m = re.match(r"\s*<svg\b([^>]*)>", text)
    attrs = dict(re.findall(r'([\w:\-]+)="([^"]*)"', m.group(1))) if m else {}
    return {
        "$svg": {
            "starts": text.startswith("<svg "),
            "ends": text.rstrip().endswith("</svg>"),
            "attributes": {k: attrs[k] for k in ("width", "height", "viewBox") if k in attrs},
            "has_prolog": "<?xml" in text or "<!DOCTYPE" in text,
        }
    }


class Normaliser:
    def __init__(self, case, t):
        self.case = case
        self.encoded = "encoded" in case.tags
        self.ports = [str(s.port) for s in t.stubs]

    def text(self, s):
        if s.startswith("data:"):
            return describe_uri(s, self.encoded)
        if ("<audio" in s or "<video" in s) and "base64," in s:
            return {"$html": skeleton(s, self.encoded)}
        if self.case.html == "svg" and "<svg" in s:
            return svg_outline(s)
        if self.case.html == "skeleton" and "<" in s:
            return {"$html": skeleton(s)}
        s = WINDOW_ID.sub("window_*", s)
        for p in self.ports:
            s = s.replace(":" + p, ":PORT")
        return s

    def value(self, x):
        if x is None or isinstance(x, bool):
            return x
        if isinstance(x, np.generic):
            x = x.item()
        if isinstance(x, str):
            return self.text(x)
        if isinstance(x, int):
            return "PORT" if str(x) in self.ports else x
        if isinstance(x, float):
            if math.isnan(x):
                return {"$num": "NaN"}
            if math.isinf(x):
                return {"$num": "Infinity" if x > 0 else "-Infinity"}
            return x
        if isinstance(x, np.ndarray):
            return {"$ndarray": self.value(x.tolist()), "dtype": str(x.dtype)}
        if isinstance(x, tuple):
            return {"$tuple": [self.value(i) for i in x]}
        if isinstance(x, (set, frozenset)):
            return {"$set": sorted(self.value(i) for i in x)}
        if isinstance(x, list):
            return [self.value(i) for i in x]
        if isinstance(x, dict):
            return {(k if isinstance(k, str) else "%s:%s" % (type(k).__name__, k)): self.value(v) for k, v in x.items()}
        if isinstance(x, bytes):
            return {"$bytes": digest(x)}
        return {"$object": type(x).__name__}


# -- runner ------------------------------------------------------------------------


class TimedOut(BaseException):
    pass


def missing(names):
    """The first of the modules that cannot be imported, and why."""
    for n in names:
        try:
            importlib.import_module(n)
        except Exception as e:
            return n, "%s not importable (%s)" % (n, type(e).__name__)
    return None, None


@contextlib.contextmanager
def hidden(names):
    """Let imports of these modules fail as if they were not installed."""
    kept = {n: m for n, m in sys.modules.items() if n.split(".")[0] in names}
    for n in (*kept, *names):
        sys.modules[n] = None  # what `import` takes for "not there"
    try:
        yield
    finally:
        for n in names:
            del sys.modules[n]
        sys.modules.update(kept)


class Runner:
    def __init__(self, transport, ports, verbose=False):
        self.transport, self.ports, self.verbose = transport, ports, verbose
        self.cls = recording_class()
        self.last_traceback = ""

    def run(self, case):
        package, why = missing(case.needs)
        if why is None and self.transport == "http" and case.url:
            why = "records whole URLs (override transport only)"
        if why:
            return {"name": case.name, "method": case.method, "skipped": why, "package": package}
        t = T(self, case)

        def alarm(*a):
            raise TimedOut()

        signal.signal(signal.SIGALRM, alarm)
        signal.alarm(CASE_SECONDS)
        sink = io.StringIO()
        crashed = None
        try:
            with warnings.catch_warnings(), contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink):
                warnings.simplefilter("ignore")
                try:
                    with hidden(case.hides):
                        case.fn(t)
                except TimedOut:
                    crashed = "Timeout"
                except Exception as e:
                    crashed = "%s: %s" % (type(e).__name__, e)
                    self.last_traceback = traceback.format_exc()
        finally:
            signal.alarm(0)
            with contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink):
                t.finish()
        n = Normaliser(case, t)
        single = len(t.lines) == 1
        out = {
            "name": case.name,
            "method": case.method,
            "tags": list(case.tags),
            "call": "\n".join(n.text(x) if isinstance(n.text(x), str) else x for x in t.lines),
            "requests": [[n.text(e), n.value(p)] for e, p in t.tape.entries],
            "returned": n.value(t.returned[0]) if single else n.value(list(t.returned)),
            "raised": t.raised[0] if single else list(t.raised),
            "raised_mro": t.mro[0] if single else list(t.mro),
        }
        if t.extra:
            out["extra"] = n.value(t.extra)
        if crashed:
            out["crashed"] = crashed
        if self.verbose and (crashed or any(t.raised)):
            sys.stderr.write("--- %s: %s\n%s\n" % (case.name, crashed, self.last_traceback))
        return out


def load(spec):
    cases = []
    for name in spec.split(","):
        for mod in {"all": ["cases_public", "cases_extra"]}.get(name, ["cases_" + name]):
            cases += importlib.import_module(mod).CATALOGUE.cases
    seen = set()
    for c in cases:
        if c.name in seen:
            raise SystemExit("duplicate case name " + c.name)
        seen.add(c.name)
    return cases


def versions():
    out = {"python": "%d.%d" % sys.version_info[:2], "visdom_file": visdom.__file__, "visdom": getattr(visdom, "__version__", None)}
    for n in ("numpy", "scipy", "PIL", "plotly", "matplotlib", "av", "networkx", "bs4", "lxml", "requests", "websocket", "torch"):
        try:
            out[n] = importlib.import_module(n).__version__
        except Exception:
            out[n] = None
    return out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--cases", default="all", help="public, extra or all")
    ap.add_argument("--only", default="", help="regular expression on case names")
    ap.add_argument("--transport", default="override", choices=["override", "http"])
    ap.add_argument("--ports", default="8300-8349")
    ap.add_argument("--out", default="-")
    ap.add_argument("--golden", action="store_true", help="leave out what only the comparison needs")
    ap.add_argument("--verbose", action="store_true", help="tracebacks of raised exceptions on stderr")
    args = ap.parse_args()
    low, high = map(int, args.ports.split("-"))
    logging.disable(logging.CRITICAL)
    tempfile.tempdir = tempfile.mkdtemp(prefix="visdom-cases-")  # cases and client leave files behind
    runner = Runner(args.transport, range(low, high + 1), args.verbose)
    results = []
    for c in load(args.cases):
        if re.search(args.only, c.name):
            results.append(runner.run(c))
    meta = versions()
    if args.golden:
        if any("skipped" in r or "crashed" in r for r in results):
            raise SystemExit("not golden: some cases were skipped or crashed")
        meta.pop("visdom_file")
        for r in results:
            r.pop("raised_mro")
    text = json.dumps({"meta": meta, "cases": results}, indent=1, allow_nan=False, sort_keys=False)
    if args.out == "-":
        sys.stdout.write(text + "\n")
    else:
        with open(args.out, "w") as f:
            f.write(text + "\n")
    sys.stdout.flush()
    sys.stderr.flush()
    shutil.rmtree(tempfile.tempdir, ignore_errors=True)
    os._exit(0)  # a client may have left non-daemon threads behind


if __name__ == "__main__":
    main()
