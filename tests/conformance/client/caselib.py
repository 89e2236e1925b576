"""Vocabulary shared by the case catalogues (cases_public.py, cases_extra.py).

A case is a function that receives a context object `t` (class T in record.py)
and drives the client through it.  Two ways to declare one:

    one("scatter/plain", "scatter", lambda: K(X=A([[1, 2]])))      # a single call
    @case("scatter/reuse", "scatter")                              # anything longer
    def _(t):
        t.call("scatter", A([[1, 2]]), win="w")
        t.call("scatter", A([[3, 4]]), win="w", update="append")

Options of both:
    client   keyword arguments for the client's constructor
    replies  scripted server replies: {endpoint: text | [text, ...] | FAIL}
    tags     free labels; "bug" = the golden shows plainly wrong behaviour,
             "quirk" = surprising but depended upon,
             "any-error" = upstream stumbles over its own feet (TypeError of some
             inner expression, say), so any exception type satisfies the comparison
    needs    modules that must be importable, or the case is skipped
    hides    modules that cannot be imported while the case runs, installed or not
    html     "skeleton": text payloads are reduced to their tag structure
    live     True: needs the local stub server (real HTTP and websocket traffic)
    url      True: record whole URLs instead of endpoints (override transport only)
"""
import io
import os
import tempfile

import numpy as np

FAIL = "\0connection-failed\0"


class Case:
    def __init__(self, name, method, fn, **options):
        self.name, self.method, self.fn = name, method, fn
        self.client = options.pop("client", {})
        self.replies = options.pop("replies", {})
        self.tags = tuple(options.pop("tags", ()))
        self.needs = tuple(options.pop("needs", ()))
        self.hides = tuple(options.pop("hides", ()))
        self.html = options.pop("html", None)
        self.live = options.pop("live", False)
        self.url = options.pop("url", False)
        if options:
            raise TypeError("unknown case options %s in %s" % (sorted(options), name))


class Call:
    def __init__(self, args, kwargs):
        self.args, self.kwargs = args, kwargs


def K(*args, **kwargs):
    """The arguments of one call."""
    return Call(args, kwargs)


class Catalogue:
    def __init__(self):
        self.cases = []

    def case(self, name, method, **options):
        def take(fn):
            self.cases.append(Case(name, method, fn, **options))
            return fn

        return take

    def one(self, name, method, make, **options):
        def run(t):
            c = make()
            t.call(method, *c.args, **c.kwargs)

        self.cases.append(Case(name, method, run, **options))


# -- inputs -----------------------------------------------------------------

A = np.array
nan = float("nan")
inf = float("inf")


def ramp(*shape, start=0.0, step=0.25, dtype=float):
    """start, start+step, ... laid out row by row in the given shape."""
    n = int(np.prod(shape))
    return (start + step * np.arange(n)).reshape(shape).astype(dtype)


def rng(seed):
    return np.random.RandomState(seed)


def ints(seed, low, high, *shape):
    return rng(seed).randint(low, high, size=shape)


class FakeFigure:
    """Anything with savefig(buffer, format=) will do for matplot."""

    def __init__(self, svg):
        self.svg = svg

    def savefig(self, buffer, format=None, **kw):
        assert format == "svg", format
        buffer.write(self.svg)


def temp_file(suffix, data):
    """A file that outlives the call; the client reads it back."""
    fd, path = tempfile.mkstemp(suffix=suffix)
    with io.open(fd, "wb") as f:
        f.write(data)
    return path


def temp_name(suffix):
    fd, path = tempfile.mkstemp(suffix=suffix)
    os.close(fd)
    os.unlink(path)
    return path
