#!/usr/bin/env python3
"""Run the case catalogue against an installation of `visdom` and compare with the golden files.

    python compare.py /path/to/python                          # golden-public.json, if extra is absent
    python compare.py /path/to/python --cases extra
    python compare.py /path/to/python --pythonpath /src/py --only '^scatter/'

Needs nothing but the standard library itself; the given python needs visdom, numpy
and requests (and, for some cases, scipy, plotly, matplotlib, bs4, lxml, av, networkx,
torch: a case whose packages are missing is reported as skipped and counts neither way).

One line per case: `equal NAME` or `differs NAME  at PATH: expected ..., got ...`, and
a last line with the numbers.  Exit status 1 if anything failed.

`deliberate.json` lists the cases that differ on purpose, each with the differences, the
reason and the test that pins what happens instead.  It must be exact: a listed case that is
equal, differs otherwise or is unknown has failed.  `--deliberate ''` judges without it, as
for the released client.

What counts as equal
    requests, their order, payloads: deep equality; numbers within 1e-9 (relative or
      absolute), an integer equals the same float, booleans are not numbers, a null
      field is not the same as an absent one
    return values likewise
    exceptions: the golden type must be among the classes of the one raised; for cases
      tagged any-error any exception will do (unless --strict)
    repairs: where a case is tagged bug and upstream raised, success counts as passed
      and is reported as `repaired` (unless --strict)
    signatures: the golden parameters must come first, further ones must be optional
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
ABSENT = object()


def short(x, limit=90):
    if x is ABSENT:
        return "(absent)"
    s = json.dumps(x, ensure_ascii=False)
    return s if len(s) <= limit else s[: limit - 3] + "..."


def is_number(x):
    return isinstance(x, (int, float)) and not isinstance(x, bool)


def differences(want, got, path="$"):
    """Every place where the two differ: (path, wanted, found)."""
    if isinstance(want, dict) and "$approx" in want:
        if isinstance(got, dict) and "$approx" in got:
            got = got["$approx"]
        if not is_number(got) or abs(got - want["$approx"]) > want["tol"]:
            yield path, want["$approx"], got
    elif isinstance(want, dict) and "$prefix" in want:
        yield from signature_differences(want["$prefix"], got, path)
    elif is_number(want) and is_number(got):
        if want != got and abs(want - got) > 1e-9 * max(1.0, abs(want), abs(got)):
            yield path, want, got
    elif type(want) is not type(got):
        yield path, want, got
    elif isinstance(want, dict):
        for k in want:
            if k not in got:
                yield "%s.%s" % (path, k), want[k], ABSENT
        for k in got:
            if k not in want:
                yield "%s.%s" % (path, k), ABSENT, got[k]
        for k in want:
            if k in got:
                yield from differences(want[k], got[k], "%s.%s" % (path, k))
    elif isinstance(want, list):
        for i in range(min(len(want), len(got))):
            yield from differences(want[i], got[i], "%s[%d]" % (path, i))
        if len(want) != len(got):
            yield "%s.length" % path, len(want), len(got)
    elif want != got:
        yield path, want, got


def signature_differences(want, got, path):
    have = got.get("$prefix") if isinstance(got, dict) else None
    if not isinstance(have, list):
        yield path, want, got
        return
    for i, w in enumerate(want):
        if i >= len(have) or have[i] != w:
            yield "%s[%d]" % (path, i), w, have[i] if i < len(have) else ABSENT
    for i, extra in enumerate(have[len(want):]):
        if "=" not in extra:
            yield "%s[%d]" % (path, len(want) + i), ABSENT, extra


def exception_difference(want, got, mro, lenient, path="$.raised"):
    if isinstance(want, list):
        if not isinstance(got, list) or len(got) != len(want):
            return path, want, got
        for i in range(len(want)):
            d = exception_difference(want[i], got[i], (mro or [None] * len(got))[i], lenient, "%s[%d]" % (path, i))
            if d:
                return d
        return None
    if want is None:
        return None if got is None else (path, None, got)
    if got is None:
        return path, want, None
    if lenient or want == got or want in (mro or []):
        return None
    return path, want, got


def raises(x):
    return any(x) if isinstance(x, list) else x is not None


REPAIRED = object()


def compare(want, got, strict=False):
    """REPAIRED, or a list of differences, empty if there are none."""
    if got.get("crashed"):
        return [("$", "the case to run", got["crashed"])]
    if "bug" in want["tags"] and not strict and raises(want["raised"]) and not raises(got["raised"]):
        return REPAIRED
    d = exception_difference(want["raised"], got["raised"], got.get("raised_mro"), "any-error" in want["tags"] and not strict)
    if d:
        return [d]
    return [d for field in ("requests", "returned", "extra") for d in differences(want.get(field), got.get(field), "$." + field)]


def described(found):
    """The differences as a list of deliberate ones has them: place -> what is there instead."""
    return {path: "(absent)" if got is ABSENT else got for path, want, got in found}


def deliberate_problem(entry, found):
    """None if the case differs from the golden files as its entry says, else a sentence."""
    if found is REPAIRED:
        return None if "differences" not in entry else "it succeeds where upstream raised, the list expects differences"
    if not found:
        return "it is equal, take it off the list"
    if "differences" not in entry:
        return "the list expects it to succeed where upstream raised"
    if next(differences(entry["differences"], described(found)), None):
        return "the list expects other differences, found are %s" % json.dumps(described(found), ensure_ascii=False)
    return None


def run(python, cases, args):
    fd, out = tempfile.mkstemp(suffix=".json")
    os.close(fd)
    env = dict(os.environ, PYTHONHASHSEED="0", MPLBACKEND="Agg")
    if not args.keep_proxies:
        for k in list(env):
            if k.lower() in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
                del env[k]
    path = [os.path.abspath(p) for p in args.pythonpath] + ([env["PYTHONPATH"]] if env.get("PYTHONPATH") else [])
    if path:
        env["PYTHONPATH"] = os.pathsep.join(path)
    cmd = [python, os.path.join(HERE, "record.py"), "--cases", cases, "--out", out, "--transport", args.transport, "--ports", args.ports]
    if args.only:
        cmd += ["--only", args.only]
    try:
        p = subprocess.run(cmd, env=env, cwd=tempfile.gettempdir(), stderr=subprocess.PIPE, stdout=subprocess.PIPE, timeout=args.timeout)
        if p.returncode or not os.path.getsize(out):
            sys.stderr.write(p.stderr.decode("utf-8", "replace")[-4000:])
            raise SystemExit("record.py failed under %s (exit %s)" % (python, p.returncode))
        with open(out) as f:
            return json.load(f)
    finally:
        os.unlink(out)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("python", help="interpreter of the installation to examine")
    ap.add_argument("--cases", default=None, help="public, extra or all (default: those whose golden file is here)")
    ap.add_argument("--golden-dir", default=HERE)
    ap.add_argument("--pythonpath", action="append", default=[], help="put this directory in front (repeatable)")
    ap.add_argument("--only", default="")
    ap.add_argument("--skip-tag", action="append", default=[], help="leave out cases with this tag, e.g. bug")
    ap.add_argument("--transport", default="override", choices=["override", "http"])
    ap.add_argument("--ports", default="8300-8349")
    ap.add_argument("--timeout", type=float, default=900)
    ap.add_argument("--strict", action="store_true")
    ap.add_argument("--failures-only", action="store_true")
    ap.add_argument("--keep-proxies", action="store_true", help="leave HTTP_PROXY and friends in the environment")
    ap.add_argument("--deliberate", default=os.path.join(HERE, "deliberate.json"), help="cases that differ on purpose, each with its reason and test; '' for none")
    ap.add_argument("--may-lack", action="append", metavar="PACKAGE", help="fail if cases are skipped for want of another package than these (repeatable)")
    args = ap.parse_args()
    deliberate = {}
    if args.deliberate and not args.strict:
        with open(args.deliberate, encoding="utf-8") as f:
            deliberate = {entry["case"]: entry for entry in json.load(f)}
    sets = ["public", "extra"] if args.cases in (None, "all") else [args.cases]
    if args.cases is None:
        sets = [s for s in sets if os.path.exists(os.path.join(args.golden_dir, "golden-%s.json" % s))]
    passed = failed = on_purpose = 0
    skipped, by_method, by_tag, known = Counter(), Counter(), Counter(), set()
    for s in sets:
        with open(os.path.join(args.golden_dir, "golden-%s.json" % s), encoding="utf-8") as f:
            golden = json.load(f)["cases"]
        known.update(want["name"] for want in golden)
        result = run(args.python, s, args)
        found = {c["name"]: c for c in result["cases"]}
        print("# %s: visdom %s from %s" % (s, result["meta"]["visdom"], result["meta"]["visdom_file"]))
        for want in golden:
            name = want["name"]
            if args.only and not re.search(args.only, name) or set(want["tags"]) & set(args.skip_tag):
                continue
            got = found.get(name)
            lacks = got is not None and got.get("package")
            if got is not None and "skipped" in got and (not lacks or args.may_lack is None or lacks in args.may_lack):
                skipped[lacks or "an override transport"] += 1
                print("skipped %s  (%s)" % (name, got["skipped"]))
                continue
            if got is None or "skipped" in got:
                differing = [("$", "a result", got["skipped"] if got else ABSENT)]
            else:
                differing = compare(want, got, args.strict)
            entry = deliberate.get(name)
            if entry and entry.get("transport", args.transport) != args.transport:
                entry = None
            problem = entry and deliberate_problem(entry, differing)
            if entry and not problem:
                on_purpose += 1
                if not args.failures_only:
                    print("on purpose %s  (%s)" % (name, entry["reason"]))
            elif problem:
                failed += 1
                print("listed  %s  but %s" % (name, problem))
            elif differing is REPAIRED and not deliberate:
                passed += 1
                print("repaired %s  (upstream raised %s)" % (name, short(want["raised"])))
            elif not differing:
                passed += 1
                if not args.failures_only:
                    print("equal   %s" % name)
            else:
                failed += 1
                by_method[want["method"]] += 1
                for tag in want["tags"] or ["(untagged)"]:
                    by_tag[tag] += 1
                d = ("$.raised", want["raised"], None) if differing is REPAIRED else differing[0]
                print("differs %s  at %s: expected %s, got %s" % (name, d[0], short(d[1]), short(d[2])))
    for name in sorted(set(deliberate) - known):
        failed += 1
        print("listed  %s  but there is no such case" % name)
    if by_method:
        print("# failures by method: " + ", ".join("%s %d" % x for x in by_method.most_common()))
        print("# failures by tag: " + ", ".join("%s %d" % x for x in by_tag.most_common()))
    for package, count in skipped.items():
        print("# %d skipped for want of %s" % (count, package))
    print("%d passed, %d differ on purpose as listed, %d skipped, %d failed" % (passed, on_purpose, sum(skipped.values()), failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
