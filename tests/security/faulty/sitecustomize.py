"""A fault that visdom-autosave once had, put back into a server that finds this module in its PYTHONPATH.

Under JPE, an environment that could not be encoded counted as saved unless the disk was the reason; and nested values
whose texts contain brackets passed the check of depth.
"""

from __future__ import annotations

import copy
from typing import Any

from visdom import jsontext


def _is_deep(text: bytes | str, value: Any, max_depth: int) -> bool:
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    depth = deepest = 0
    for byte in raw:
        depth += (byte in b"[{") - (byte in b"]}")
        deepest = max(deepest, depth)
    return deepest > max_depth


jsontext.is_deep = _is_deep

from visdom.autosave.stores import env_json, file_store  # noqa: E402 - they take what is above

_save = env_json.SimpleJsonStorage._save


def _dumps_by_recursion(value: Any) -> bytes:
    return jsontext.dumps(copy.deepcopy(value))


def _save_at_last(self: env_json.SimpleJsonStorage, eid: str) -> None:
    try:
        _save(self, eid)
    except OSError:
        raise
    except Exception:
        env = self._file_of(eid)
        env.saved(env.changes, 0.0)


file_store.dumps = _dumps_by_recursion
env_json.SimpleJsonStorage._save = _save_at_last  # type: ignore[method-assign]
