"""Methods for whole environments."""

from __future__ import annotations

import json
import logging

from visdom.client.messages import DELETE_ENV, ENV_STATE, FORK_ENV, SAVE, Reply, as_id
from visdom.client.methods.sender import Sender
from visdom.errors import BadArgument

logger = logging.getLogger("visdom")


class EnvMethods(Sender):
    """Save, copy, delete and list environments."""

    def save(self, envs: list[str]) -> Reply:
        """Make the server write the environments of these names to disk.

        Returns JSON text with the names that the server knows. Under the cache type JPWA everything is already on
        disk, and saving only confirms that.

        Raises `BadArgument` unless `envs` is a list of names.

        Example: `vis.save(["main"])`
        """
        if not isinstance(envs, list):
            raise BadArgument(f"save: expected a list of names of environments, got {envs!r}")
        return self._send({"data": [as_id(env, "envs") for env in envs]}, SAVE)

    def fork_env(self, prev_eid: str, eid: str) -> Reply:
        """Copy the environment `prev_eid`, as it is now, to `eid`; an existing `eid` is replaced.

        Returns the name of the copy. Raises `BadArgument` unless both are names.

        Example: `vis.fork_env("run", "run_before_finetuning")`
        """
        names = {"prev_eid": as_id(prev_eid, "prev_eid"), "eid": as_id(eid, "eid")}
        return self._send(names, FORK_ENV)

    def delete_env(self, env: str | None) -> Reply:
        """Delete an environment with all its windows, on disk too. `None` means this client's own.

        Example: `vis.delete_env("first_try")`
        """
        return self._send({"eid": env}, DELETE_ENV)

    def get_env_list(self) -> list[str]:
        """Names of all environments of the server; offline, the names that this client has drawn in.

        The list is empty if errors are not raised and the server does not answer, or answers with something else.

        Example: `"run_7" in vis.get_env_list()`
        """
        if self.offline:
            return list(self.env_list)
        return _names(self._send({}, ENV_STATE))


def _names(reply: Reply) -> list[str]:
    """The list in a reply; empty for other replies, such as the error page of a proxy."""
    try:
        names = json.loads(reply) if isinstance(reply, str) else []
    except (ValueError, RecursionError):
        names = None
    if isinstance(names, list):
        return names
    logger.warning("expected a list of environments as answer, got %.200s", reply)
    return []
