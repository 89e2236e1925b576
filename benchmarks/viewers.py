"""Browsers that look at one environment, as a program of their own so that they take no time from whoever measures.

    python benchmarks/viewers.py URL COUNT ENV

prints `ready` when all of them have the environment, and when standard input ends how many messages came since.
"""

from __future__ import annotations

import asyncio
import sys
import urllib.request

import orjson
from tornado.websocket import WebSocketClientConnection, websocket_connect

MESSAGE_CAP = 1 << 30


async def watch(url: str, env: str) -> WebSocketClientConnection:
    """Connect, choose the environment, and take all its windows."""
    connection = await websocket_connect(url.replace("http", "ws", 1) + "/socket", max_message_size=MESSAGE_CAP)
    sid = orjson.loads(await connection.read_message() or b"")["data"]
    body = orjson.dumps({"sid": sid})
    request = urllib.request.Request(f"{url}/env/{env}", data=body, method="POST")
    await asyncio.to_thread(urllib.request.urlopen, request)
    while not is_last(await connection.read_message()):
        pass
    return connection


def is_last(message: str | bytes | None) -> bool:
    """Whether this message ends the delivery of an environment."""
    if message is None:
        raise ConnectionError("the server closed the connection")
    return len(message) < 100 and orjson.loads(message).get("command") == "layout"


async def count_messages(connection: WebSocketClientConnection, counts: list[int]) -> None:
    """Take messages until the connection ends."""
    while await connection.read_message() is not None:
        counts[0] += 1


async def main(url: str, count: int, env: str) -> None:
    """Watch until standard input ends."""
    connections = [await watch(url, env) for _ in range(count)]
    counts = [0]
    tasks = [asyncio.create_task(count_messages(connection, counts)) for connection in connections]
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for connection in connections:
        connection.close()
    await asyncio.gather(*tasks)
    print(counts[0], flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
