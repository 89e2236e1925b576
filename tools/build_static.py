"""Builds the page from js/ into visdom/static, or checks that what is committed there is that build.

python tools/build_static.py            # build and replace visdom/static
python tools/build_static.py --check    # build beside it and compare byte for byte
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "js"
STATIC = ROOT / "visdom" / "static"
RECORD = "BUILD.json"
IGNORED = {"node_modules"}


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder: relative path with slashes -> content."""
    found = {}
    for directory, names, files in os.walk(folder):
        names[:] = sorted(set(names) - IGNORED)
        for name in files:
            path = Path(directory, name)
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def digest_of_sources() -> str:
    """One hash over the names and contents of everything that the build reads."""
    digest = hashlib.sha256()
    for name, content in sorted(files_below(SOURCES).items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def build(target: Path) -> None:
    """Build into `target`, which is emptied; packages are installed from the lock file when they are missing."""
    if not (SOURCES / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=SOURCES, check=True)
    command = ["npx", "--no-install", "vite", "build", "--logLevel", "warn", "--emptyOutDir", "--outDir", str(target)]
    subprocess.run(command, cwd=SOURCES, check=True)
    record = {"sources_sha256": digest_of_sources(), "made_by": "python tools/build_static.py"}
    (target / RECORD).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def differences(committed: Path, built: Path) -> list[str]:
    """What is missing from, left over in, or different in the committed build; nothing if they are equal."""
    old, new = files_below(committed), files_below(built)
    missing = [f"missing: {name}" for name in sorted(new.keys() - old.keys())]
    extra = [f"left over: {name}" for name in sorted(old.keys() - new.keys())]
    changed = [f"different: {name}" for name in sorted(new.keys() & old.keys()) if new[name] != old[name]]
    return missing + extra + changed


def main() -> int:
    """Build, then replace or compare; the exit code says whether the committed build is the right one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing, compare with a fresh build")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder, "static")
        build(built)
        if check:
            found = differences(STATIC, built)
            report = [*found, "run: python tools/build_static.py"] if found else ["visdom/static is up to date"]
            print("\n".join(report))
            return 1 if found else 0
        shutil.rmtree(STATIC, ignore_errors=True)
        shutil.copytree(built, STATIC)
    return 0


if __name__ == "__main__":
    sys.exit(main())
