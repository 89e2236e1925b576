"""Public part of the catalogue.  See caselib.py for the vocabulary."""
import inspect
import json
import os

import numpy as np

from caselib import A, FAIL, Catalogue, FakeFigure, K, inf, ints, nan, ramp, rng, temp_file, temp_name

CATALOGUE = Catalogue()
one, case = CATALOGUE.one, CATALOGUE.case

XY = lambda: A([[0.5, 1.5], [2.0, -1.0], [3.25, 4.0], [4.0, 0.0]])
XYZ = lambda: A([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.5, 8.0]])
LABELS = lambda: A([1, 2, 1, 2])

# ---------------------------------------------------------------- module and class

PUBLIC_METHODS = """
    register_event_handler clear_event_handlers setup_polling setup_socket
    save fork_env get_window_data set_window_data close delete_env get_env_list
    win_exists win_hash check_connection replay_log
    text properties svg matplot plotlyplot embeddings image images audio video
    update_window_opts scatter line heatmap bar histogram boxplot surf contour quiver
    stem sunburst pie mesh dual_axis_lines graph
""".split()


def parameters(fn):
    out = []
    for p in inspect.signature(fn).parameters.values():
        if p.kind in (p.VAR_KEYWORD, p.VAR_POSITIONAL):
            continue
        if p.name == "opts" and p.default is not p.empty:
            out.append("opts=...")  # None or a dict: the same to the caller
        else:
            out.append(p.name if p.default is p.empty else "%s=%r" % (p.name, p.default))
    return {"$prefix": out}


@case("api/constructor-signature", "__init__")
def _(t):
    import visdom

    t.do("inspect.signature(Visdom.__init__)", lambda: parameters(visdom.Visdom.__init__))


@case("api/method-signatures", "*")
def _(t):
    import visdom

    t.do(
        "inspect.signature of every public method",
        lambda: {m: parameters(getattr(visdom.Visdom, m)) for m in PUBLIC_METHODS},
    )


@case("api/extension-points", "*")
def _(t):
    import visdom

    t.do(
        "signatures of _send and _handle_post, which subclasses override",
        lambda: {m: parameters(getattr(visdom.Visdom, m)) for m in ("_send", "_handle_post")},
    )


@case("api/module-names", "*")
def _(t):
    import visdom

    t.do("hasattr", lambda: {n: hasattr(visdom, n) for n in ("Visdom", "__version__", "do_tsne", "server")})
    t.do("type(visdom.__version__)", lambda: type(visdom.__version__).__name__)


# ---------------------------------------------------------------- constructor

ADDRESS = ("server", "server_base_name", "port", "base_url", "env", "endpoint", "ipv6", "send", "use_socket", "offline")


@case("init/defaults", "__init__", url=True)
def _(t):
    t.construct(ADDRESS + ("proxies", "http_proxy_host", "http_proxy_port", "username", "env_list"), use_incoming_socket=False)


@case("init/server-without-scheme", "__init__", url=True)
def _(t):
    t.construct(ADDRESS, server="example.org", use_incoming_socket=False)


@case("init/server-https-port", "__init__", url=True)
def _(t):
    t.construct(ADDRESS, server="https://vis.example.org", port=443, use_incoming_socket=False)


@case("init/server-path-is-dropped", "__init__", url=True, tags=["quirk"])
def _(t):
    t.construct(ADDRESS, server="http://example.org/some/where", port=80, use_incoming_socket=False)


@case("init/server-host-colon-port", "__init__", url=True, tags=["bug"])
def _(t):
    t.construct(("server", "server_base_name"), server="localhost:8097", use_incoming_socket=False)


@case("init/base-url", "__init__", url=True)
def _(t):
    vis = t.construct(ADDRESS, base_url="/vis/dom", env="e1", use_incoming_socket=False)
    t.call("text", "x", win="w", _on=vis)


@case("init/base-url-without-slash", "__init__")
def _(t):
    t.construct(base_url="vis", use_incoming_socket=False)


@case("init/base-url-trailing-slash", "__init__")
def _(t):
    t.construct(base_url="/vis/", use_incoming_socket=False)


@case("init/env", "__init__", url=True)
def _(t):
    t.construct(ADDRESS + ("env_list",), env="run 7/a", use_incoming_socket=False)


@case("init/send-false-no-socket", "__init__")
def _(t):
    t.construct(("send", "use_socket"), send=False, use_incoming_socket=False)


@case("init/username-without-password", "__init__")
def _(t):
    t.construct(username="ann", use_incoming_socket=False)


@case("init/offline-needs-log", "__init__")
def _(t):
    t.construct(offline=True)


@case("init/offline", "__init__")
def _(t):
    t.construct(("offline", "use_socket", "socket_alive", "env_list"), offline=True, log_to_filename=temp_name(".log"), env="off")


@case("init/proxies-host-port", "__init__")
def _(t):
    t.construct(
        ("proxies", "http_proxy_host", "http_proxy_port"), proxies={"http": "proxy.example:3128"}, use_incoming_socket=False
    )


@case("init/deprecated-proxy-arguments-win", "__init__")
def _(t):
    t.construct(
        ("http_proxy_host", "http_proxy_port"),
        proxies={"http": "a.example:1"},
        http_proxy_host="b.example",
        http_proxy_port=2,
        use_incoming_socket=False,
    )


@case("init/connection-refused-raises", "__init__", replies={"*": FAIL})
def _(t):
    t.construct(raise_exceptions=True, use_incoming_socket=False)


@case("init/connection-refused-silent", "__init__", replies={"*": FAIL})
def _(t):
    t.construct(("raise_exceptions",), raise_exceptions=False, use_incoming_socket=False)


# ---------------------------------------------------------------- sending, failing, logging

one("send/plotly-by-hand", "_send", lambda: K({"data": [{"x": [1, 2], "y": [3, 4], "type": "custom"}], "layout": {"title": "T"}, "win": "mine"}))
one("send/null-win-gets-an-id", "_send", lambda: K({"data": [], "win": None, "eid": "e"}))
one("send/missing-win-stays-missing", "_send", lambda: K({"a": 1}, endpoint="anything"))
one("send/create-false-keeps-null", "_send", lambda: K({"win": None}, endpoint="x", create=False))
one("send/env-default", "_send", lambda: K({"eid": None}, endpoint="x"), client=dict(env="mine"))
one("send/failure-none", "_send", lambda: K({"win": "w"}), replies={"events": FAIL})
one("send/failure-false", "_send", lambda: K({"win": "w"}), replies={"events": FAIL}, client=dict(raise_exceptions=False))
one("send/failure-true", "_send", lambda: K({"win": "w"}), replies={"events": FAIL}, client=dict(raise_exceptions=True))
one("send/reply-is-returned-as-text", "_send", lambda: K({"win": "w"}), replies={"events": "<html>500</html>"})
one("send/false-returns-message", "text", lambda: K("hi", win="w", env="e"), client=dict(send=False))
one("send/false-append-asks-nobody", "line", lambda: K([1.0], [2.0], win="w", update="append"), client=dict(send=False))
one("send/false-leaves-win-null", "text", lambda: K("hi"), client=dict(send=False))


@case("send/failure-none-warns", "_send", replies={"events": FAIL})
def _(t):
    import warnings

    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        t.call("_send", {"win": "w"})
    t.note("warnings", sorted({w.category.__name__ for w in seen if "Visdom" in str(w.message) or w.category is PendingDeprecationWarning}))


@case("log/online-logs-events-and-updates", "log_to_filename", replies={"win_exists": "true"})
def _(t):
    path = temp_name(".log")
    vis = t.client(log_to_filename=path)
    t.call("text", "one", win="a", _on=vis)
    t.call("text", "two", win="a", append=True, _on=vis)
    t.call("win_exists", "a", _on=vis)
    t.call("close", "a", _on=vis)
    t.note("log", [json.loads(x) for x in open(path)])


@case("log/offline", "offline")
def _(t):
    path = temp_name(".log")
    vis = t.client(offline=True, log_to_filename=path, env="lab")
    t.call("text", "one", win="a", _on=vis)
    t.call("scatter", A([[1, 2]]), win="s", update="append", _on=vis)
    t.call("save", ["lab"], _on=vis)
    t.call("delete_env", "lab", _on=vis)
    t.call("get_env_list", _on=vis)
    t.note("log", [json.loads(x) for x in open(path)])


@case("log/offline-generates-ids", "offline")
def _(t):
    path = temp_name(".log")
    vis = t.client(offline=True, log_to_filename=path)
    t.call("line", [1, 2, 3], _on=vis)
    t.note("log", [json.loads(x) for x in open(path)])


@case("log/replay", "replay_log")
def _(t):
    lines = [
        ["events", {"data": [{"content": "hi", "type": "text"}], "win": "a", "eid": "e1", "opts": {}}],
        ["update", {"data": [{"content": "ho", "type": "text"}], "win": "a", "eid": "e1", "opts": {}}],
    ]
    path = temp_file(".log", "".join(json.dumps(x) + "\n" for x in lines).encode())
    log = temp_name(".log")
    vis = t.client(log_to_filename=log)
    t.call("replay_log", path, _on=vis)
    t.note("replay is not logged again", os.path.exists(log))


one("log/replay-missing-file", "replay_log", lambda: K("/nonexistent/visdom.log"))

# ---------------------------------------------------------------- environments and windows

one("env/save", "save", lambda: K(["main", "other"]))
one("env/save-empty", "save", lambda: K([]))
one("env/save-not-a-list", "save", lambda: K("main"))
one("env/save-not-strings", "save", lambda: K(["main", 3]))
one("env/fork", "fork_env", lambda: K("main", "copy"))
one("env/fork-not-strings", "fork_env", lambda: K("main", None))
one("env/delete", "delete_env", lambda: K("old"))
one("env/list", "get_env_list", lambda: K())
one("window/get-data", "get_window_data", lambda: K("w"), replies={"win_data": '{"id": "w"}'})
one("window/get-data-all", "get_window_data", lambda: K(env="e"), replies={"win_data": '{"w": {}}'})
one("window/set-data", "set_window_data", lambda: K('{"id": "w"}', win="w", env="e"))
one("window/close", "close", lambda: K("w"))
one("window/close-all", "close", lambda: K(env="e"))
one("window/exists-true", "win_exists", lambda: K("w"), replies={"win_exists": "true"})
one("window/exists-false", "win_exists", lambda: K("w", env="e"), replies={"win_exists": "false"})
one("window/exists-other-answer", "win_exists", lambda: K("w"), replies={"win_exists": "<html>"})
one("window/exists-no-server", "win_exists", lambda: K("w"), replies={"win_exists": FAIL})
one("window/exists-no-server-raising", "win_exists", lambda: K("w"), replies={"win_exists": FAIL}, client=dict(raise_exceptions=True))
one("window/exists-none", "win_exists", lambda: K(None))
one("window/hash", "win_hash", lambda: K("w"))
one("window/hash-absent", "win_hash", lambda: K("w"), replies={"win_hash": "false"})


@case("connection/ok", "check_connection", replies={"win_exists": "false"})
def _(t):
    t.call("check_connection")
    t.collapse()


@case("connection/no-server", "check_connection", replies={"win_exists": FAIL})
def _(t):
    t.call("check_connection")
    t.collapse()


@case("window/options-update", "update_window_opts")
def _(t):
    t.call("update_window_opts", "w", {"title": "New", "width": 300, "height": 200})


one("window/options-axes", "update_window_opts", lambda: K(win="w", opts=dict(xlabel="t", ylabel="y", ytype="log", legend=["a", "b"]), env="e"))
one("window/options-layoutopts", "update_window_opts", lambda: K("w", dict(layoutopts={"plotly": {"hovermode": "closest"}}, margintop=5)))

# ---------------------------------------------------------------- text, properties, svg

one("text/plain", "text", lambda: K("Hello <b>world</b>"))
one("text/win-env", "text", lambda: K("x", win="w", env="e"))
one("text/append", "text", lambda: K("more", win="w", append=True))
one("text/append-without-window", "text", lambda: K("more", append=True), tags=["quirk"])
one("text/title-size", "text", lambda: K("x", win="w", opts=dict(title="T", width=200, height=100)))
one("text/numeric-title", "text", lambda: K("x", win="w", opts=dict(title=12)))
one("text/title-none", "text", lambda: K("x", win="w", opts=dict(title=None, inflate=False)))
one("text/title-list", "text", lambda: K("x", win="w", opts=dict(title=["a"])))
one("text/unknown-opts-pass", "text", lambda: K("x", win="w", opts=dict(foo=[1, {"a": None}], bar=None)))
one("text/number-as-content", "text", lambda: K(5, win="w"))

PROPS = [
    {"type": "text", "name": "Name", "value": "v"},
    {"type": "number", "name": "N", "value": "12"},
    {"type": "button", "name": "Go", "value": "Start"},
    {"type": "checkbox", "name": "On", "value": True},
    {"type": "select", "name": "Pick", "value": 1, "values": ["r", "g"]},
]
one("properties/all-kinds", "properties", lambda: K(PROPS))
one("properties/win-env-title", "properties", lambda: K(PROPS[:1], win="p", env="e", opts=dict(title="P")))
one("properties/numeric-title", "properties", lambda: K(PROPS[:1], win="p", opts=dict(title=4)), tags=["quirk"])

SVG = '<svg height="30" width="30"><circle cx="5" cy="5" r="4"/></svg>'
one("svg/string", "svg", lambda: K(SVG, win="w"))
one("svg/wrapping-is-cut", "svg", lambda: K("<?xml version='1.0'?>\n  %s\n trailing" % SVG, win="w", opts=dict(title="S")))
one("svg/two-in-one-string", "svg", lambda: K(svgstr="a %s b %s c" % (SVG, SVG), win="w"))
one("svg/nothing-given", "svg", lambda: K(win="w"))
one("svg/not-svg", "svg", lambda: K("<p>hello</p>", win="w"))
one("svg/file", "svg", lambda: K(svgfile=temp_file(".svg", SVG.encode()), win="w"))
one("svg/file-multi-line", "svg", lambda: K(svgfile=temp_file(".svg", b'<svg width="1">\n <g/>\n</svg>\n'), win="w"), tags=["bug"])

# ---------------------------------------------------------------- matplot, plotly

FIG = lambda w, h: FakeFigure(
    '<?xml version="1.0"?>\n<!DOCTYPE svg>\n<svg height="%s" version="1.1" viewBox="0 0 46 34" width="%s" '
    'xmlns="http://www.w3.org/2000/svg"><g id="figure_1"><path d="M 0 0"/></g></svg>\n' % (h, w)
)
one("matplot/size-from-svg", "matplot", lambda: K(FIG("460.8pt", "345.6pt"), win="w"))
one("matplot/size-given", "matplot", lambda: K(FIG("460.8pt", "345.6pt"), win="w", opts=dict(width=100, height=50)))
one("matplot/size-in-px-is-ignored", "matplot", lambda: K(FIG("400px", "300px"), win="w"))
one("matplot/resizable", "matplot", lambda: K(FIG("460.8pt", "345.6pt"), win="w", opts=dict(resizable=True)), needs=["bs4", "lxml"], html="svg")
one(
    "matplot/resizable-integer-points",
    "matplot",
    lambda: K(FIG("432pt", "288pt"), win="w", opts=dict(resizable=True)),
    needs=["bs4", "lxml"],
    html="svg",
    tags=["bug"],
)


@case("matplot/real-figure", "matplot", needs=["matplotlib"], html="svg")
def _(t):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    fig = Figure(figsize=(5, 4), dpi=100)
    fig.add_subplot().plot([1, 3, 2])
    t.call("matplot", fig, win="w", env="e", opts=dict(title="M"))


one("plotly/dict", "plotlyplot", lambda: K({"data": [{"type": "bar", "y": [1, 2]}], "layout": {"title": {"text": "T"}, "width": 300}}, win="w"), needs=["plotly"])
one("plotly/no-title", "plotlyplot", lambda: K({"data": [{"y": [1]}], "layout": {}}, win="w", env="e"), needs=["plotly"])
one("plotly/plain-title", "plotlyplot", lambda: K({"data": [], "layout": {"title": "Plain"}}, win="w"), needs=["plotly"])
one("plotly/numpy-and-nan", "plotlyplot", lambda: K({"data": [{"y": A([1.0, nan, 3.0])}], "layout": {}}, win="w"), needs=["plotly"])
one("plotly/no-layout", "plotlyplot", lambda: K({"data": []}, win="w"), needs=["plotly"], tags=["any-error"])


@case("plotly/figure-object", "plotlyplot", needs=["plotly"])
def _(t):
    import plotly.graph_objects as go

    fig = go.Figure(
        data=[go.Scatter(x=[1, 2, 3], y=[4, 1, 2], name="s", mode="lines")],
        layout=dict(title="Obj", template={}, xaxis=dict(title="x")),
    )
    t.call("plotlyplot", fig, win="w")


# ---------------------------------------------------------------- image, images

RGB = lambda: ramp(3, 2, 4, step=0.04)
one("image/rgb-unit-floats", "image", lambda: K(RGB(), win="w"))
one("image/rgb-large-floats", "image", lambda: K(ramp(3, 2, 2, step=20.0), win="w"))
one("image/uint8", "image", lambda: K(ramp(3, 3, 2, step=9, dtype=np.uint8), win="w"))
one("image/grey-matrix", "image", lambda: K(A([[0.0, 0.5], [0.25, 1.0]]), win="w"))
one("image/grey-uint8", "image", lambda: K(A([[0, 128, 255]] * 2, dtype=np.uint8), win="w"))
one("image/one-channel", "image", lambda: K(ramp(1, 3, 2, step=0.1), win="w"))
one("image/rgba", "image", lambda: K(ramp(4, 2, 2, step=15, dtype=np.uint8), win="w"))
one("image/nested-list", "image", lambda: K([[0.0, 1.0], [1.0, 0.0]], win="w"))
one("image/float32", "image", lambda: K(RGB().astype(np.float32), win="w"))
one("image/int64", "image", lambda: K(ramp(3, 2, 2, step=1, dtype=np.int64), win="w"))
one("image/title-caption", "image", lambda: K(RGB(), win="w", env="e", opts=dict(title="T", caption="C")))
one("image/size-given", "image", lambda: K(RGB(), win="w", opts=dict(width=200, height=100)))
one("image/jpeg", "image", lambda: K(np.full((3, 16, 16), 0.5), win="w", opts=dict(jpgquality=60)))
one("image/jpgquality-too-high", "image", lambda: K(RGB(), win="w", opts=dict(jpgquality=101)))
one("image/generated-window", "image", lambda: K(RGB()))
one("image/history-new", "image", lambda: K(RGB(), opts=dict(store_history=True, caption="a")))
one("image/history-existing", "image", lambda: K(RGB(), win="h", env="e", opts=dict(store_history=True)), replies={"win_exists": "true"})
one("image/history-not-existing", "image", lambda: K(RGB(), win="h", opts=dict(store_history=True)), replies={"win_exists": "false"})
one("image/history-no-answer", "image", lambda: K(RGB(), win="h", opts=dict(store_history=True)), replies={"win_exists": FAIL})


@case("image/opts-keep-first-size", "image", tags=["bug"])
def _(t):
    opts = dict(title="same")
    t.call("image", np.zeros((3, 2, 4)), win="a", opts=opts)
    t.call("image", np.zeros((3, 6, 5)), win="b", opts=opts)


one("images/four", "images", lambda: K(ramp(4, 3, 2, 2, step=0.02), win="w", nrow=2))
one("images/default-row", "images", lambda: K(ramp(9, 3, 2, 1, step=0.01), win="w"))
one("images/padding", "images", lambda: K(ramp(2, 3, 2, 2, step=0.04), nrow=2, padding=1, win="w"))
one("images/single-channel", "images", lambda: K(ramp(3, 1, 2, 2, step=0.08), nrow=3, win="w"))
one("images/uint8-border", "images", lambda: K(ints(1, 0, 255, 2, 3, 2, 2).astype(np.uint8), nrow=1, win="w"))
one("images/list-of-rgb", "images", lambda: K([RGB(), 1 - RGB()], win="w", opts=dict(title="L", caption="c")))
one("images/one-matrix", "images", lambda: K(A([[0.0, 0.5], [1.0, 0.25]]), win="w"))
one("images/one-image", "images", lambda: K(RGB(), win="w", env="e"))
one("images/jpeg", "images", lambda: K(np.full((2, 3, 8, 8), 0.25), win="w", opts=dict(jpgquality=90)))

# ---------------------------------------------------------------- audio, video

ENC = ["encoded"]
one("audio/mono", "audio", lambda: K(A([0.0, 0.5, -1.0, 0.25]), win="w"), tags=ENC)
one("audio/stereo", "audio", lambda: K(tensor=A([[0.0, 1.0], [2.0, -4.0], [1.0, 3.0]]), win="w", opts=dict(sample_frequency=8000)), tags=ENC)
one("audio/list", "audio", lambda: K([1, -2, 3], win="w", opts=dict(title="A", width=10, height=10)), tags=ENC)
one("audio/file-wav", "audio", lambda: K(audiofile=temp_file(".wav", b"RIFF-not-really"), win="w"))
one("audio/file-mp3", "audio", lambda: K(audiofile=temp_file(".mp3", b"\x01\x02\x03"), win="w", env="e"))
one("audio/file-flac", "audio", lambda: K(audiofile=temp_file(".flac", bytes(range(40))), win="w"))
one("audio/file-unknown", "audio", lambda: K(audiofile=temp_file(".aac", b"x"), win="w"))
one("audio/nothing", "audio", lambda: K(win="w"))
one("audio/three-columns", "audio", lambda: K(np.ones((4, 3)), win="w"))

FRAMES = lambda n=3, c=3: (np.zeros((n, 16, 32, c)) + A([60, 120, 200])[:c]).astype(np.uint8)
one("video/tensor", "video", lambda: K(FRAMES(), win="w"), needs=["av"], tags=ENC)
one("video/tensor-float-fps", "video", lambda: K(tensor=FRAMES() / 255.0, win="w", opts=dict(fps=10)), needs=["av"], tags=ENC)
one("video/tensor-channels-first", "video", lambda: K(tensor=FRAMES().transpose(0, 3, 1, 2), dim="LxCxHxW", win="w", opts=dict(loop=True)), needs=["av"], tags=ENC)
one("video/tensor-one-channel", "video", lambda: K(FRAMES(c=1), win="w", opts=dict(title="grey")), needs=["av"], tags=ENC)
one("video/file-mp4", "video", lambda: K(videofile=temp_file(".mp4", b"mp4mp4"), win="w"))
one("video/file-ogv", "video", lambda: K(videofile=temp_file(".ogv", b"ogg"), win="w", opts=dict(autoplay=True, loop=True, width=100)))
one("video/file-avi", "video", lambda: K(videofile=temp_file(".avi", b"avi"), win="w", env="e", opts=dict(autoplay=True)))
one("video/file-unknown", "video", lambda: K(videofile=temp_file(".mkv", b"x"), win="w"))
one("video/nothing", "video", lambda: K(win="w"))
one("video/not-4d", "video", lambda: K(np.zeros((4, 16, 16), dtype=np.uint8), win="w"))
one("video/unknown-dim", "video", lambda: K(FRAMES(), dim="HxWxCxL", win="w"))

# ---------------------------------------------------------------- scatter

one("scatter/plain", "scatter", lambda: K(XY(), win="w"))
one("scatter/generated-window", "scatter", lambda: K(XY()))
one("scatter/nested-list", "scatter", lambda: K([[1, 2], [3, 4]], win="w"))
one("scatter/int64", "scatter", lambda: K(A([[1, 2], [3, 4]]), win="w", env="e"))
one("scatter/float32", "scatter", lambda: K(A([[0.1, 0.2]], dtype=np.float32), win="w"))
one("scatter/uint8", "scatter", lambda: K(A([[1, 255]], dtype=np.uint8), win="w"))
one("scatter/labels", "scatter", lambda: K(XY(), LABELS(), win="w"))
one("scatter/labels-list", "scatter", lambda: K(X=XY(), Y=[2, 2, 1, 2], win="w"))
one("scatter/labels-with-gap", "scatter", lambda: K(XY(), A([1, 3, 3, 1]), win="w"))
one("scatter/legend", "scatter", lambda: K(XY(), LABELS(), win="w", opts=dict(legend=["first", "second"])))
one("scatter/legend-longer", "scatter", lambda: K(XY(), LABELS(), win="w", opts=dict(legend=["a", "b", "c"], showlegend=False)))
one("scatter/legend-too-short", "scatter", lambda: K(XY(), LABELS(), win="w", opts=dict(legend=["a"])))
one("scatter/named", "scatter", lambda: K(XY(), win="w", name="mine"))
one("scatter/named-many-labels", "scatter", lambda: K(XY(), LABELS(), win="w", name="mine"))
one("scatter/3d", "scatter", lambda: K(XYZ(), win="w"))
one("scatter/3d-labels", "scatter", lambda: K(XYZ(), A([2, 1, 2]), win="w", opts=dict(legend=["p", "q"], markersize=3)))
one("scatter/3d-axes", "scatter", lambda: K(XYZ(), win="w", opts=dict(xlabel="X", ytickmin=0, ytickmax=2, ytickstep=0.5, zlabel="Z", ztype="log", zticklabels=["a"])))
one("scatter/markers", "scatter", lambda: K(XY(), win="w", opts=dict(markersymbol="cross", markersize=4, markerborderwidth=2)))
one("scatter/border-zero", "scatter", lambda: K(XY(), win="w", opts=dict(markerborderwidth=0)))
one("scatter/mode", "scatter", lambda: K(XY(), win="w", opts=dict(mode="lines+markers")))
one("scatter/colour-per-point", "scatter", lambda: K(XY(), win="w", opts=dict(markercolor=A([[0, 0, 0], [255, 0, 16], [1, 2, 3], [9, 99, 199]]))))
one("scatter/colour-per-label", "scatter", lambda: K(XY(), LABELS(), win="w", opts=dict(markercolor=A([[255, 0, 0], [0, 255, 0]]))))
one("scatter/intensity-per-point", "scatter", lambda: K(XY(), LABELS(), win="w", opts=dict(markercolor=A([0, 64, 128, 255]))))
one("scatter/colour-list", "scatter", lambda: K(XY(), win="w", opts=dict(markercolor=[[0, 0, 0]])))
one("scatter/colour-range", "scatter", lambda: K(XY(), win="w", opts=dict(markercolor=A([[0, 0, 256]]))))
one("scatter/colour-count", "scatter", lambda: K(XY(), LABELS(), win="w", opts=dict(markercolor=ints(3, 0, 255, 3, 3))))
one("scatter/linecolour-dash", "scatter", lambda: K(XY(), LABELS(), win="w", opts=dict(mode="lines", linecolor=A([[0, 0, 255], [16, 32, 64]]), dash=A(["dot", "solid"]))))
one("scatter/textlabels", "scatter", lambda: K(XY(), win="w", opts=dict(textlabels=["a", "b", "c", "d"])))
one("scatter/textlabels-count", "scatter", lambda: K(XY(), win="w", opts=dict(textlabels=["a"])))
one("scatter/webgl", "scatter", lambda: K(XY(), win="w", opts=dict(webgl=True)))
one("scatter/fillarea", "scatter", lambda: K(XY(), win="w", opts=dict(fillarea=True)))
one("scatter/nan", "scatter", lambda: K(A([[nan, 1], [2, nan], [nan, nan]]), win="w"))
one("scatter/infinity", "scatter", lambda: K(A([[inf, 1], [2, -inf]]), win="w"))
one("scatter/all-2d-axis-opts", "scatter", lambda: K(XY(), win="w", opts=dict(
    title="T", width=400, height=300, showlegend=True,
    xtype="linear", xlabel="xl", xtick=True, xtickmin=-1, xtickmax=5, xtickvals=[0, 2], xticklabels=["a", "b"], xtickstep=2, xtickfont={"size": 9, "family": None},
    ytype="log", ylabel="yl", ytickmin=1, ytickmax=2, ytickstep=0.5,
    marginleft=1, marginright=2, margintop=3, marginbottom=4)))
@case("scatter/each-axis-option-alone", "scatter")
def _(t):
    for o in (dict(xtype="log"), dict(xlabel="l"), dict(xtickmin=1, xtickmax=2), dict(xtickvals=[1]), dict(xticklabels=["a"]),
              dict(xtick=True), dict(xtickfont={"size": 3}), dict(ytickmin=0, ytickmax=0)):
        t.call("scatter", A([[1.0, 2.0]]), win="w", opts=o)


one("scatter/layoutopts", "scatter", lambda: K(XY(), win="w", opts=dict(layoutopts={"plotly": {"legend": {"x": 0, "y": None}, "showlegend": True}})))
one("scatter/traceopts", "scatter", lambda: K(XY(), LABELS(), win="w", opts=dict(traceopts={"plotly": {"2": {"mode": "lines", "opacity": 0.5}}})))
one("scatter/append-existing", "scatter", lambda: K(XY(), win="w", env="e", update="append"), replies={"win_exists": "true"})
one("scatter/append-not-existing", "scatter", lambda: K(XY(), win="w", env="e", update="append", opts=dict(title="new")), replies={"win_exists": "false"})
one("scatter/append-no-answer", "scatter", lambda: K(XY(), win="w", update="append"), replies={"win_exists": FAIL})
one("scatter/append-no-window", "scatter", lambda: K(XY(), update="append"))
one("scatter/append-named-vectors", "scatter", lambda: K(A([1.0, 2.0]), A([3.0, 4.0]), win="w", name="t", update="append"), replies={"win_exists": "true"})
one("scatter/append-named-matrix", "scatter", lambda: K(XY(), win="w", name="t", update="append"), replies={"win_exists": "true"})
one("scatter/replace-named", "scatter", lambda: K(A([1, 2]), A([3, 4]), win="w", name="t", update="replace"))
one("scatter/replace-all-opts", "scatter", lambda: K(XY(), LABELS(), win="w", update="replace", opts=dict(title="not in layout", markersize=2)))
one("scatter/insert", "scatter", lambda: K(A([1, 2]), A([3, 4]), win="w", name="fresh", update="new"))
one("scatter/remove", "scatter", lambda: K(None, win="w", env="e", name="t", update="remove"))
one("scatter/remove-no-name", "scatter", lambda: K(None, win="w", update="remove"))
one("scatter/remove-no-window", "scatter", lambda: K(None, name="t", update="remove"))
one("scatter/remove-with-opts", "scatter", lambda: K(None, win="w", name="t", update="remove", opts=dict(title="x")))
one("scatter/one-dimensional", "scatter", lambda: K(A([1, 2, 3]), A([1, 2, 3]), win="w"))
one("scatter/four-columns", "scatter", lambda: K(np.zeros((2, 4)), win="w"))
one("scatter/labels-fractional", "scatter", lambda: K(XY(), A([1, 1.5, 2, 1]), win="w"))
one("scatter/labels-zero", "scatter", lambda: K(XY(), A([0, 1, 2, 1]), win="w"))
one("scatter/labels-count", "scatter", lambda: K(XY(), A([1, 2]), win="w"))
one("scatter/markersize-negative", "scatter", lambda: K(XY(), win="w", opts=dict(markersize=-1)))
one("scatter/markersize-text", "scatter", lambda: K(XY(), win="w", opts=dict(markersize="5")))
one("scatter/markersymbol-number", "scatter", lambda: K(XY(), win="w", opts=dict(markersymbol=3)))
one("scatter/opacity-range", "scatter", lambda: K(XY(), win="w", opts=dict(opacity=1.5)))
one("scatter/send-false", "scatter", lambda: K(A([[1.0, 2.0]]), env="e"), client=dict(send=False))


@case("scatter/opts-lose-colours", "scatter", tags=["bug"])
def _(t):
    opts = dict(markercolor=A([[255, 0, 0], [0, 0, 255]]), dash=A(["dot"]), linecolor=A([[1, 1, 1]]))
    t.call("scatter", XY()[:2], win="a", opts=opts)
    t.note("caller's opts afterwards", opts)
    t.call("scatter", XY()[:2], win="b", opts=opts)


@case("scatter/training-loop", "scatter", replies={"win_exists": ["false", "true", "true"]})
def _(t):
    for i in range(3):
        t.call("scatter", A([[i, i * i]]), win="loop", update="append", opts=dict(title="loop"))


# ---------------------------------------------------------------- line

Y3 = lambda: A([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]])
one("line/vector", "line", lambda: K([3, 1, 2], win="w"))
one("line/vector-x", "line", lambda: K(Y=A([3.0, 1.0]), X=A([0.5, 1.5]), win="w"))
one("line/matrix", "line", lambda: K(Y3(), win="w"))
one("line/matrix-shared-x", "line", lambda: K(Y3(), A([5, 6, 7]), win="w", env="e"))
one("line/matrix-own-x", "line", lambda: K(Y3(), Y3() / 2, win="w"))
one("line/single-point", "line", lambda: K([7], [1], win="w"))
one("line/markers", "line", lambda: K(Y3(), win="w", opts=dict(markers=True, markersymbol="square", markersize=7)))
one("line/mode-is-overruled", "line", lambda: K([1, 2], win="w", opts=dict(mode="markers")), tags=["quirk"])
one("line/fillarea", "line", lambda: K(Y3(), win="w", opts=dict(fillarea=True, ytype="log", showlegend=False)))
one("line/legend", "line", lambda: K(Y3(), win="w", opts=dict(legend=["a", "b"], title="L")))
one("line/colours-dashes", "line", lambda: K(Y3(), win="w", opts=dict(linecolor=A([[255, 0, 0], [0, 128, 0]]), dash=A(["dash", "dashdot"]))))
one("line/named", "line", lambda: K([1, 2], win="w", name="loss"))
one("line/webgl", "line", lambda: K([1, 2], win="w", opts=dict(webgl=True)))
one("line/nan", "line", lambda: K(A([1.0, nan, 3.0]), A([0.0, 1.0, 2.0]), win="w"))
one("line/append", "line", lambda: K([5], [9], win="w", update="append"), replies={"win_exists": "true"})
one("line/append-new", "line", lambda: K([5], [9], win="w", update="append", name="l", opts=dict(xlabel="step")), replies={"win_exists": "false"})
one("line/append-matrix", "line", lambda: K(Y3(), A([7, 8, 9]), win="w", update="append"), replies={"win_exists": "true"})
one("line/replace-named", "line", lambda: K([5, 6], [1, 2], win="w", update="replace", name="loss"))
one("line/insert", "line", lambda: K([5, 6], [1, 2], win="w", update="insert", name="other", opts=dict(linecolor=A([[9, 9, 9]]))))
one("line/remove", "line", lambda: K(None, None, win="w", update="remove", name="loss"))
one("line/update-without-x", "line", lambda: K([5], win="w", update="append"))
one("line/update-without-window", "line", lambda: K([5], [1], update="replace"))
one("line/shape-mismatch", "line", lambda: K([1, 2, 3], [1, 2], win="w"))
one("line/three-dimensional", "line", lambda: K(np.zeros((2, 2, 2)), win="w"))
one("line/no-lines", "line", lambda: K(np.zeros((3, 0)), win="w"))
one("line/legend-too-short", "line", lambda: K(Y3(), win="w", opts=dict(legend=["a"])))


@case("line/loss-curve", "line", replies={"win_exists": "true"})
def _(t):
    win = t.call("line", [1.0], [0], name="train", opts=dict(title="loss", showlegend=True))
    for i in (1, 2):
        t.call("line", [1.0 / (i + 1)], [i], win=win, name="train", update="append")
    t.call("line", [0.75], [1], win=win, name="test", update="append")


@case("line/opts-afterwards", "line", tags=["quirk"])
def _(t):
    opts = dict(title="t")
    t.call("line", [1, 2], win="w", opts=opts)
    t.note("caller's opts afterwards", opts)


# ---------------------------------------------------------------- heatmap

H = lambda: A([[1, 2, 3], [4, 5, 6]])
one("heatmap/plain", "heatmap", lambda: K(H(), win="w"))
one("heatmap/list-nan", "heatmap", lambda: K([[1.0, nan], [nan, 4.0]], win="w", env="e"))
one("heatmap/names", "heatmap", lambda: K(H(), win="w", opts=dict(columnnames=["a", "b", "c"], rownames=["r", "s"], colormap="Electric")))
one("heatmap/limits-title", "heatmap", lambda: K(H(), win="w", opts=dict(xmin=0, xmax=10, title="H", xlabel="x", ytick=True)))
one("heatmap/nancolor", "heatmap", lambda: K(A([[1.0, nan], [3.0, 4.0]]), win="w", opts=dict(nancolor="#ccc", columnnames=["a", "b"])))
for mode in ("appendRow", "appendColumn", "prependRow", "prependColumn", "replace"):
    one("heatmap/" + mode, "heatmap", lambda mode=mode: K(H(), win="w", update=mode, opts=dict(title="ignored in layout")))
one("heatmap/remove", "heatmap", lambda: K(None, win="w", env="e", update="remove"))
one("heatmap/remove-no-window", "heatmap", lambda: K(None, update="remove"))
one("heatmap/unknown-update", "heatmap", lambda: K(H(), win="w", update="append"))
one("heatmap/one-dimensional", "heatmap", lambda: K(A([1, 2]), win="w"))
one("heatmap/columnnames-count", "heatmap", lambda: K(H(), win="w", opts=dict(columnnames=["a"])))
one("heatmap/columnnames-tuple", "heatmap", lambda: K(H(), win="w", opts=dict(columnnames=("a", "b", "c"))))
one("heatmap/colormap-number", "heatmap", lambda: K(H(), win="w", opts=dict(colormap=3)))

# ---------------------------------------------------------------- bar, histogram, boxplot, pie

one("bar/vector", "bar", lambda: K([3, 1, 2], win="w"))
one("bar/vector-x", "bar", lambda: K(A([3.0, 1.0]), A([10, 20]), win="w", env="e"))
one("bar/vector-rownames", "bar", lambda: K(A([3.0, 1.0]), win="w", opts=dict(rownames=["a", "b"], title="B")))
one("bar/vector-legend", "bar", lambda: K(A([3.0, 1.0]), win="w", opts=dict(legend=["a", "b"])))
one("bar/matrix", "bar", lambda: K(Y3(), win="w"))
one("bar/stacked", "bar", lambda: K(Y3(), win="w", opts=dict(stacked=True, legend=["a", "b"], rownames=["x", "y", "z"])))
one("bar/grouped", "bar", lambda: K(Y3(), win="w", opts=dict(stacked=False, legend=["a", "b"])))
one("bar/vector-legend-and-rownames", "bar", lambda: K(A([3.0, 1.0]), win="w", opts=dict(legend=["a", "b"], rownames=["x"])))
one("bar/legend-count", "bar", lambda: K(Y3(), win="w", opts=dict(legend=["a"])))
one("bar/rownames-count", "bar", lambda: K(Y3(), win="w", opts=dict(rownames=["a"])))
one("bar/x-count", "bar", lambda: K(Y3(), A([1, 2]), win="w"))
one("bar/single-value", "bar", lambda: K([5], win="w"), tags=["bug"])
one("histogram/plain", "histogram", lambda: K(rng(0).randn(100), win="w"))
one("histogram/few-values", "histogram", lambda: K([1, 2, 2, 3, 3, 3], win="w", env="e"))
one("histogram/numbins", "histogram", lambda: K(rng(1).rand(50), win="w", opts=dict(numbins=5, title="H")))
one("histogram/matrix", "histogram", lambda: K(np.zeros((3, 3)), win="w"))
one("boxplot/vector", "boxplot", lambda: K([1, 5, 2, 8], win="w"))
one("boxplot/matrix", "boxplot", lambda: K(Y3(), win="w", env="e", opts=dict(title="Box")))
one("boxplot/legend", "boxplot", lambda: K(Y3(), win="w", opts=dict(legend=["a", "b"])))
one("boxplot/legend-count", "boxplot", lambda: K(Y3(), win="w", opts=dict(legend=["a"])))
one("pie/plain", "pie", lambda: K([19, 26, 55], win="w"))
one("pie/legend", "pie", lambda: K(A([0.5, 0.25]), win="w", env="e", opts=dict(legend=["a", "b"], title="P")))
one("pie/negative", "pie", lambda: K([1, -1], win="w"))
one("pie/matrix", "pie", lambda: K(np.ones((2, 2)), win="w"))

# ---------------------------------------------------------------- surfaces

for kind in ("surf", "contour"):
    one(kind + "/plain", kind, lambda: K(H(), win="w"))
    one(kind + "/vector", kind, lambda: K(A([1, 2, 3]), win="w"))
one("surf/options", "surf", lambda: K(ramp(2, 3), win="w", opts=dict(colormap="Hot", xmin=-1, xmax=9, title="S", xlabel="a", zlabel="c")))
one("contour/options", "contour", lambda: K(ramp(2, 3), win="w", env="e", opts=dict(colormap="Jet", xmin=0.25, xlabel="a", ytickmin=0, ytickmax=1)))

# ---------------------------------------------------------------- quiver, stem, mesh

UV = lambda: (A([[1.0, 0.0], [0.5, -1.0]]), A([[0.0, 2.0], [1.0, 1.0]]))
one("quiver/plain", "quiver", lambda: K(*UV(), win="w"))
one("quiver/no-heads", "quiver", lambda: K(*UV(), win="w", opts=dict(arrowheads=False, title="Q")))
one("quiver/normalize", "quiver", lambda: K(*UV(), win="w", env="e", opts=dict(normalize=0.5)))
one("quiver/grids", "quiver", lambda: K(*UV(), gridX=A([[0, 10], [20, 30]]), gridY=A([[5, 6], [7, 8]]), win="w", opts=dict(arrowheads=False)))
one("quiver/shape-mismatch", "quiver", lambda: K(np.zeros((2, 2)), np.zeros((2, 3)), win="w"))
one("quiver/normalize-negative", "quiver", lambda: K(*UV(), win="w", opts=dict(normalize=-1)))
one("stem/vector", "stem", lambda: K([1.0, -2.0, 3.0], win="w"))
one("stem/matrix-times", "stem", lambda: K(Y3(), A([0.1, 0.2, 0.3]), win="w", opts=dict(legend=["a", "b"], title="S")))
one("stem/matrix-own-times", "stem", lambda: K(Y3(), Y3() + 1, win="w", env="e"))
one("stem/rows-mismatch", "stem", lambda: K(Y3(), A([1, 2]), win="w"))
TRI = lambda: (A([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]), A([[0, 1, 2], [1, 2, 3]]))
one("mesh/3d", "mesh", lambda: K(*TRI(), win="w", opts=dict(color="red", opacity=0.5)))
one("mesh/3d-points-only", "mesh", lambda: K(TRI()[0], win="w", env="e"))
one("mesh/2d", "mesh", lambda: K([[0, 0], [1, 0], [0, 1]], win="w", opts=dict(title="M")))
one("mesh/columns-mismatch", "mesh", lambda: K(TRI()[0], [[0, 1]], win="w"))
one("mesh/vector", "mesh", lambda: K(A([1, 2, 3]), win="w"))

# ---------------------------------------------------------------- sunburst, dual axes, graph

one("sunburst/plain", "sunburst", lambda: K(["root", "a", "b"], ["", "root", "root"], win="w"))
one("sunburst/values-options", "sunburst", lambda: K(
    labels=["r", "a", "b"], parents=["", "r", "r"], values=[10, 4, 6], win="w", env="e",
    opts=dict(size=20, font_color="red", opacity=0.5, marker_width=3, title="Sun")))
one("sunburst/documented-names-do-nothing", "sunburst", lambda: K(["r", "a"], ["", "r"], win="w", opts=dict(font_size=20, line_width=3)), tags=["bug"])
one("sunburst/count-mismatch", "sunburst", lambda: K(["r", "a"], [""], win="w"))
one("dual/defaults", "dual_axis_lines", lambda: K(A([1, 2]), A([3, 4]), A([5, 6]), win="w"))
one("dual/all-options", "dual_axis_lines", lambda: K(X=[1, 2], Y1=[3, 4], Y2=[0.5, 0.25], win="w", env="e", opts=dict(
    height=111, width=222, name_y1="one", name_y2="two", title="D", color_title_y1="c1", color_tick_y1="c2", color_title_y2="c3",
    color_tick_y2="c4", side="left", showlegend=False, top=1, bottom=2, right=3, left=4)))
one("dual/shape-mismatch", "dual_axis_lines", lambda: K(A([1, 2]), A([3, 4]), A([5]), win="w"))

EDGES = [(0, 1), (0, 2), (1, 3), (2, 3)]
one("graph/plain", "graph", lambda: K(EDGES, win="w"))
one("graph/labels-options", "graph", lambda: K(EDGES, ["a", "b", "c", "d"], ["n0", "n1", "n2", "n3"], env="e", win="w", opts=dict(
    directed=True, showVertexLabels=True, showEdgeLabels=True, scheme="different", height=100, width=200, title="G")))
one("graph/missing-node", "graph", lambda: K([(0, 1), (1, 3)], win="w"))
one("graph/edge-label-count", "graph", lambda: K(EDGES, ["a"], win="w"))
one("graph/node-label-count", "graph", lambda: K(EDGES, None, ["a"], win="w"))
one("graph/opts-none", "graph", lambda: K(EDGES, win="w", opts=None), tags=["bug", "any-error"])

# ---------------------------------------------------------------- embeddings and events


def fake_tsne(X):
    return [(0.25 * i, -0.5 * i) for i in range(len(X))]


@case("embeddings/no-backend", "embeddings", hides=["sklearn", "openTSNE"])
def _(t):
    import visdom

    saved = visdom.do_tsne
    t.vis.use_socket = True
    if "extra_deps" in (saved.__module__ or ""):
        raise RuntimeError("a t-SNE backend is installed")
    t.call("embeddings", np.zeros((3, 4)), [1, 1, 2], win="emb")


@case("embeddings/points", "embeddings")
def _(t):
    import visdom

    saved, visdom.do_tsne = visdom.do_tsne, fake_tsne
    try:
        t.vis.use_socket = True
        t.call("embeddings", ramp(4, 2), [0, 1, 1, 0], win="emb", env="e", opts=dict(title="E"))
        t.note("handlers", {k: len(v) for k, v in t.vis.event_handlers.items()})
    finally:
        visdom.do_tsne = saved


@case("embeddings/entity-preview", "embeddings", tags=["bug"])
def _(t):
    import visdom

    saved, visdom.do_tsne = visdom.do_tsne, fake_tsne
    try:
        t.vis.use_socket = True
        t.call("embeddings", ramp(3, 2), [0, 0, 1], lambda i: "<i>%d</i>" % i, "html", win="emb")
        event = {"event_type": "EntitySelected", "target": "emb", "entityId": "e7", "idx": "2"}
        t.do("the EntitySelected event arrives", lambda: [h(event) for h in t.vis.event_handlers["emb"]])
    finally:
        visdom.do_tsne = saved


@case("events/register", "register_event_handler")
def _(t):
    t.vis.use_socket = True
    t.do("register twice", lambda: [t.vis.register_event_handler(f, "w") for f in (print, len)])
    t.note("count", len(t.vis.event_handlers["w"]))
    t.do("clear", lambda: t.vis.clear_event_handlers("w"))
    t.note("after clear", t.vis.event_handlers)


@case("events/not-callable", "register_event_handler")
def _(t):
    t.vis.use_socket = True
    t.call("register_event_handler", "not a function", "w")


@case("events/needs-socket", "register_event_handler")
def _(t):
    t.call("register_event_handler", print, "w")


# ---------------------------------------------------------------- torch tensors

TORCH = ["torch"]


def tensor(*a, **k):
    import torch

    return torch.tensor(*a, **k)


one("torch/line", "line", lambda: K(tensor([[0.0, 0.0], [1.0, 1.0]]), win="w"), needs=TORCH)
one("torch/scatter-labels", "scatter", lambda: K(tensor([[1.0, 2.0], [3.0, 4.0]]), tensor([1, 2]), win="w"), needs=TORCH)
one("torch/requires-grad", "line", lambda: K(tensor([1.0, 2.0], requires_grad=True), win="w"), needs=TORCH)
one("torch/image", "image", lambda: K(tensor([[[0.0, 1.0]] * 2] * 3), win="w"), needs=TORCH)
one("torch/heatmap", "heatmap", lambda: K(tensor([[1, 2], [3, 4]]), win="w"), needs=TORCH)

# ---------------------------------------------------------------- with real traffic


@case("live/websocket-and-events", "setup_socket", live=True)
def _(t):
    stub = t.stub()
    vis = t.real(("socket_alive", "socket_connection_achieved", "use_socket"), server="http://127.0.0.1", port=stub.port, env="live")
    t.do("check_connection()", vis.check_connection)
    seen = []
    vis.register_event_handler(lambda e: seen.append(["first", e]), "win1")
    vis.register_event_handler(lambda e: seen.append(["second", e]), "win1")
    stub.tell({"event_type": "KeyPress", "key": "a", "key_code": 65, "target": "win1", "eid": "live", "pane_data": {"id": "win1"}})
    stub.tell({"event_type": "Close", "target": "elsewhere", "eid": "live"})
    stub.tell({"event_type": "PropertyUpdate", "propertyId": 2, "value": "x", "target": "win1", "eid": "live"})
    t.wait(lambda: len(seen) >= 4)
    t.note("seen", seen)
    t.collapse()


@case("live/handler-error-is-contained", "setup_socket", live=True)
def _(t):
    stub = t.stub()
    vis = t.real(server="http://127.0.0.1", port=stub.port)
    seen = []

    def bad(event):
        raise RuntimeError("handler")

    vis.register_event_handler(bad, "w")
    vis.register_event_handler(lambda e: seen.append(e["value"]), "w")
    stub.tell({"target": "w", "value": 1})
    stub.tell({"target": "w", "value": 2})
    t.wait(lambda: len(seen) >= 2)
    t.note("seen", seen)


@case("live/login", "__init__", live=True)
def _(t):
    stub = t.stub(login={"/": (200, {"user_password": "secret-cookie"})})
    vis = t.real(("username", "password"), server="http://127.0.0.1", port=stub.port, username="ann", password="pw")
    t.call("text", "x", win="w", _on=vis)
    t.wait(lambda: stub.socket_headers)
    t.note("cookies sent with the last request", stub.posts[-1][2].get("Cookie"))
    t.note("cookies sent with the websocket", [h.get("Cookie") for h in stub.socket_headers[:1]])


@case("live/login-refused", "__init__", live=True)
def _(t):
    stub = t.stub(login={"/": (400, {})})
    t.real(server="http://127.0.0.1", port=stub.port, username="ann", password="no", use_incoming_socket=False)


@case("live/nothing-listens", "__init__", live=True)
def _(t):
    import socket

    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    port = s.getsockname()[1]
    s.close()
    vis = t.real(server="http://127.0.0.1", port=port, raise_exceptions=False)
    t.call("text", "x", win="w", _on=vis)
    t.do("check_connection()", vis.check_connection)
    t.do("the same, raise_exceptions=True", lambda: setattr(vis, "raise_exceptions", True))
    t.call("text", "x", win="w", _on=vis)
    t.lines[0] = t.lines[0].replace(str(port), "PORT")


@case("live/polling", "setup_polling", live=True)
def _(t):
    stub = t.stub()
    seen = []
    queue = [[json.dumps({"command": "alive", "data": "vis_alive"})]]

    def wrap(payload):
        if payload.get("message_type") == "init":
            return json.dumps({"success": True, "sid": "sid-1"})
        return json.dumps({"success": True, "messages": queue.pop(0) if queue else []})

    t.tape.script.replies["vis_socket_wrap"] = wrap
    vis = t.real(("socket_alive", "use_socket"), server="http://127.0.0.1", port=stub.port, use_polling=True, use_incoming_socket=False)
    vis.register_event_handler(lambda e: seen.append(e), "w")
    queue.append([json.dumps({"target": "w", "value": 1}), json.dumps({"target": "w", "value": 2})])
    t.wait(lambda: len(seen) >= 2)
    vis.use_socket = False
    t.note("seen", seen)
    t.wait(lambda: not vis.socket_thread.is_alive(), 3)
    distinct = []
    for r in t.tape.entries:
        if r not in distinct:
            distinct.append(r)
    t.tape.entries[:] = distinct

# ---------------------------------------------------------------- odds and ends
# Corners where a reading of the documentation is not enough.

P5 = lambda: A([[-3.0, 2.5], [0.125, 0.0], [7.0, -7.0], [1e6, 1e-6], [4.5, 4.5]])
L5 = lambda: A([3, 1, 2, 3, 1])
BOX = lambda: A([[1.5, -2.0, 0.0], [0.0, 0.0, 9.0], [2.0, 4.0, 6.0], [5.0, 5.0, 5.0], [-1.0, 3.0, 8.0]])
WIDE = lambda: ramp(3, 2, 5, step=1 / 30.0)
DRAWN = lambda w, h, extra="": FakeFigure("<svg xmlns='http://www.w3.org/2000/svg' width=\"%s\" height=\"%s\">%s</svg>" % (w, h, extra))

one("send/unserialisable", "_send", lambda: K({"v": A([1, 2]), "win": "w"}))
one("log/replay-broken-line", "replay_log", lambda: K(temp_file(".log", b'["events", {"win": "a"}]\nnot json\n')), tags=["any-error"])
one("env/save-tuple", "save", lambda: K(("a",)))
one("env/list-no-server", "get_env_list", lambda: K(), replies={"env_state": FAIL}, tags=["bug", "any-error"])
one("window/hash-none", "win_hash", lambda: K(None))
one("window/hash-no-server", "win_hash", lambda: K("w"), replies={"win_hash": FAIL}, tags=["bug", "any-error"])
one("window/options-no-window", "update_window_opts", lambda: K(None, dict(title="t")), tags=["quirk"])
one("text/title-true", "text", lambda: K("x", "w", opts=dict(title=True)), tags=["quirk"])
one("text/fps-is-checked-everywhere", "text", lambda: K("x", "w", opts=dict(fps=-1)))
one("text/fps-zero-slips-through", "text", lambda: K("x", "w", opts=dict(fps=0)), tags=["quirk"])
one("text/opacity-text", "text", lambda: K("x", "w", opts=dict(opacity="0.5")))
one("text/mode-number", "text", lambda: K("x", "w", opts=dict(mode=1)))
one("svg/newline-after-tag", "svg", lambda: K("<svg\n width='1'><g/></svg>", win="w"), tags=["quirk"])
one("svg/unclosed", "svg", lambda: K("<svg width='1'>", win="w"))
one("svg/file-not-ascii", "svg", lambda: K(svgfile=temp_file(".svg", "<svg a=\"1\"><t>\u00e9 it's</t></svg>".encode("utf-8")), win="w"), tags=["bug"])
one("matplot/not-svg", "matplot", lambda: K(FakeFigure("<png/>"), win="w"))
one("matplot/resizable-both-given", "matplot", lambda: K(DRAWN("144pt", "72pt"), opts=dict(resizable=True, width=9, height=8), win="w"), needs=["bs4", "lxml"], html="svg")
one("plotly/title-containing-the-word-text", "plotlyplot", lambda: K({"data": [], "layout": {"title": "some text"}}, win="w"), needs=["plotly"], tags=["bug", "any-error"])
one("plotly/title-without-text", "plotlyplot", lambda: K({"data": [], "layout": {"title": {"font": {"size": 9}}}}, win="w"), needs=["plotly"], tags=["quirk"])
one("plotly/title-with-null", "plotlyplot", lambda: K({"data": [], "layout": {"title": {"text": None}}}, win="w"), needs=["plotly"], tags=["quirk"])
one("scatter/legend-empty-no-points", "scatter", lambda: K(np.zeros((0, 2)), win="w", opts=dict(legend=[])), tags=["quirk"])
one("scatter/textlabels-nested", "scatter", lambda: K(XY(), win="w", opts=dict(textlabels=[[1, 2], [3, 4]])), tags=["quirk"])
one("scatter/textlabels-mixed", "scatter", lambda: K(XY(), win="w", opts=dict(textlabels=["a", 2, "c", 4])), tags=["quirk"])
one("scatter/3d-tick-alone", "scatter", lambda: K(XYZ(), win="w", opts=dict(ztick=True)), tags=["quirk"])
one("scatter/3d-no-tick", "scatter", lambda: K(XYZ(), win="w", opts=dict(zlabel="z", ztick=False)), tags=["bug"])
one("surf/one-axis-option", "surf", lambda: K(A([[1.0, 2.0], [3.0, 4.0]]), win="w", opts=dict(ztick=True)), tags=["quirk"])
one("plotly/not-a-figure", "plotlyplot", lambda: K("fig", win="w"), needs=["plotly"], tags=["any-error"])
one("image/bool-grey", "image", lambda: K(np.eye(3, dtype=bool), win="w"))
one("image/two-channels", "image", lambda: K(ramp(2, 2, 3, step=20, dtype=np.uint8), win="w"), tags=["quirk"])
one("image/five-channels", "image", lambda: K(ramp(5, 2, 2, step=3, dtype=np.uint8), win="w"))
one("image/matrix-one-column", "image", lambda: K(np.zeros((3, 1)), win="w"), tags=["bug", "any-error"])
one("image/rgba-jpeg", "image", lambda: K(np.zeros((4, 8, 8), dtype=np.uint8), win="w", opts=dict(jpgquality=50)), tags=["any-error"])
one("image/jpgquality-fraction", "image", lambda: K(np.full((3, 8, 8), 0.5), win="w", opts=dict(jpgquality=0.5)), tags=["any-error"])
one("images/list-of-matrices", "images", lambda: K([np.zeros((2, 2)), np.ones((2, 2)), np.full((2, 2), 0.5)], win="w"), tags=["quirk"])
one("images/byte-zero-one", "images", lambda: K(ints(2, 0, 2, 2, 3, 2, 2).astype(np.uint8), win="w"), tags=["quirk"])
one("audio/file-missing", "audio", lambda: K(audiofile="/nonexistent/a.wav", win="w"))
one("audio/scalar", "audio", lambda: K(A(1.0), win="w"))
one("video/fps-negative", "video", lambda: K(videofile=temp_file(".mp4", b"x"), win="w", opts=dict(fps=-2)))
one("video/frame-by-frame-rank", "video", lambda: K(np.zeros((1, 2, 3, 4, 5)), win="w"))
one("scatter/legend-beats-name", "scatter", lambda: K(P5(), win="w", name="n", opts=dict(legend=["lg", "unused"])), tags=["quirk"])
one("scatter/legend-none", "scatter", lambda: K(P5(), win="w", opts=dict(legend=None)), tags=["bug", "any-error"])
one("scatter/text-array", "scatter", lambda: K(P5()[:2], win="w", opts=dict(textlabels=A(["a", "b"]))), tags=["bug", "any-error"])
one("scatter/colour-fraction", "scatter", lambda: K(P5(), win="w", opts=dict(markercolor=A([[0.5, 0, 0]] * 5))))
one("scatter/colour-with-float-labels", "scatter", lambda: K(P5(), L5().astype(float), win="w", opts=dict(markercolor=ints(4, 0, 255, 3, 3))), tags=["bug", "any-error"])
one("scatter/linecolour-rows", "scatter", lambda: K(P5(), L5(), win="w", opts=dict(linecolor=A([[1, 2, 3]]))))
one("scatter/linecolour-too-big", "scatter", lambda: K(P5(), win="w", opts=dict(linecolor=A([[1, 2, 300]]))))
one("scatter/dash-count", "scatter", lambda: K(P5(), L5(), win="w", opts=dict(dash=A(["dot"]))))
one("scatter/markersize-array", "scatter", lambda: K(P5(), win="w", opts=dict(markersize=A([1, 2]))), tags=["any-error"])
one("scatter/axis-step-alone", "scatter", lambda: K(P5(), win="w", opts=dict(xtickstep=2)), tags=["bug"])
one("scatter/axis-min-zero-only", "scatter", lambda: K(P5(), win="w", opts=dict(xtickmin=0, xlabel="x")), tags=["bug"])
one("scatter/traceopts-without-plotly", "scatter", lambda: K(P5(), win="w", opts=dict(traceopts={"1": {"mode": "lines"}})), tags=["any-error"])
one("scatter/update-true", "scatter", lambda: K(P5()[:1], win="w", update=True), tags=["quirk"])
one("scatter/update-vectors-without-name", "scatter", lambda: K(A([1, 2]), A([1, 2]), win="w", update="replace"))
one("scatter/update-vector-without-y", "scatter", lambda: K(A([1, 2]), win="w", name="n", update="replace"), tags=["any-error"])
one("scatter/update-named-3rank", "scatter", lambda: K(np.zeros((1, 2, 2)), win="w", name="n", update="replace"))
one("scatter/tuple-input", "scatter", lambda: K(((1, 2), (3, 4)), win="w"), tags=["any-error"])
one("scatter/labels-negative", "scatter", lambda: K(P5()[:2], A([-1, 1]), win="w"))
one("line/matrix-x-vector-y", "line", lambda: K(A([1, 2]), A([[1, 2]]), win="w"))
one("line/x-three-rank", "line", lambda: K([1], np.zeros((1, 1, 1)), win="w"))
one("line/any-update-word", "line", lambda: K([1], [2], win="w", update="whatever"), tags=["quirk"])
one("line/remove-opts", "line", lambda: K(None, win="w", name="n", update="remove", opts=dict(title="x")))
one("line/dash-count", "line", lambda: K(BOX(), win="w", opts=dict(dash=A(["dot"]))))
one("heatmap/nancolour-update", "heatmap", lambda: K(A([[nan, 2.0]]), win="w", update="appendRow", opts=dict(nancolor="red")), tags=["bug"])
one("heatmap/columnnames-empty", "heatmap", lambda: K(BOX(), win="w", opts=dict(columnnames=[])))
one("heatmap/update-false", "heatmap", lambda: K([[1]], win="w", update=False))
one("bar/row-is-taken-for-a-vector", "bar", lambda: K(A([[1.0, 2.0, 3.0]]), win="w"), tags=["quirk"])
one("bar/rownames-tuple", "bar", lambda: K(A([1, 2]), win="w", opts=dict(rownames=("a", "b"))))
one("bar/nan-negative", "bar", lambda: K(A([-1.0, nan]), win="w"), tags=["bug"])
one("bar/three-rank", "bar", lambda: K(np.zeros((2, 2, 2)), win="w"))
one("histogram/one-bin", "histogram", lambda: K([1, 2, 3], win="w", opts=dict(numbins=1)), tags=["bug"])
one("histogram/nan", "histogram", lambda: K([1.0, nan, 2.0], win="w"), tags=["any-error"])
one("boxplot/nan", "boxplot", lambda: K([1.0, nan], win="w"), tags=["bug"])
one("boxplot/three-rank", "boxplot", lambda: K(np.zeros((2, 2, 2)), win="w"))
one("pie/legend-length-unchecked", "pie", lambda: K([1, 2, 3], win="w", opts=dict(legend=("a",), layoutopts={"plotly": {"annotations": []}})), tags=["quirk"])
one("surf/limits-from-text", "surf", lambda: K([[1, 2], [3, 4]], win="w", opts=dict(xmin="0.5", xmax=True)), tags=["quirk"])
one("surf/one-row", "surf", lambda: K(A([[1.0, 2.0]]), win="w"), tags=["quirk"])
one("surf/colormap-list", "surf", lambda: K(BOX(), win="w", opts=dict(colormap=["a"])))
one("quiver/grid-shape", "quiver", lambda: K([[1.0, 2.0]], [[3.0, 4.0]], [[10.0]], win="w"))
one("quiver/zero-field-normalised", "quiver", lambda: K(np.zeros((2, 2)), np.zeros((2, 2)), win="w", opts=dict(normalize=1)), tags=["bug"])
one("quiver/vector", "quiver", lambda: K([1.0], [1.0], win="w"))
one("stem/legend-too-short", "stem", lambda: K(BOX(), win="w", opts=dict(legend=["a"])))
one("mesh/3d-axis-options-go-to-2d-axes", "mesh", lambda: K(ramp(3, 3), A([[0.0, 1.0, 2.0]]), win="w", opts=dict(xlabel="x", zlabel="z", opacity=0)), tags=["bug"])
one("mesh/four-columns", "mesh", lambda: K(np.zeros((2, 4)), win="w"))
one("mesh/colour-array", "mesh", lambda: K(ramp(3, 3), win="w", opts=dict(color=1)))
one("sunburst/matrix-values", "sunburst", lambda: K(["r", "x"], ["", "r"], np.ones((2, 2)), win="w"))
one("sunburst/tuples", "sunburst", lambda: K(("r",), ("",), win="w"), tags=["any-error"])
one("dual/general-opts-ignored", "dual_axis_lines", lambda: K([1, 2], [3, 4], [5, 6], dict(xlabel="x", title=5, legend=["a"], marginleft=1, layoutopts={"plotly": {"a": 1}}, width=1), "w", "e"), tags=["quirk"])
one("dual/matrix", "dual_axis_lines", lambda: K(np.ones((2, 2)), np.ones((2, 2)), np.ones((2, 2)), win="w"), tags=["any-error"])
one("graph/duplicates-and-direction", "graph", lambda: K([(0, 1), (1, 0), (0, 1), (2, 1)], win="w", opts=dict(directed=True)), tags=["bug"])
one("graph/labels-counted-after-merging", "graph", lambda: K([(0, 1), (1, 0)], ["there", "back"], win="w"), tags=["bug"])
one("graph/order-of-edges", "graph", lambda: K([(0, 1), (2, 3), (2, 1)], win="w"), tags=["bug"])
one("graph/named-nodes", "graph", lambda: K([("a", "b")], win="w"))
one("graph/numeric-title", "graph", lambda: K([(0, 1)], win="w", opts=dict(title=5)), tags=["quirk"])
