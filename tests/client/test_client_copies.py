"""Clients in objects that are copied and pickled: trainers, spawned workers, checkpoints."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from serving import ServerProcess

from visdom import Visdom


def pickled(vis: Visdom) -> Visdom:
    """The client as another process gets it."""
    copied: Visdom = pickle.loads(pickle.dumps(vis))
    return copied


COPIES = [copy.copy, copy.deepcopy, pickled]


@pytest.mark.parametrize("copied", COPIES)
def test_a_copy_draws_as_the_client_does(vis, recorder, copied: Callable[[Visdom], Visdom]):
    vis.session.headers["X-Team"] = "vision"
    vis.text("by the first", win="w")
    second = copied(vis)
    assert second.text("by the second", win="w", env="other") == "w"
    assert second.env_list == {"main", "other"}
    assert [post.headers["X-Team"] for post in recorder.posts] == ["vision", "vision"]
    second.close_connection()


@pytest.mark.parametrize("copied", COPIES)
def test_a_copy_of_a_client_that_listens_does_not(server: ServerProcess, connect: Callable[..., Visdom], copied):
    listening = connect(server.port, use_incoming_socket=True)
    listening.register_event_handler(lambda event: None, listening.text("x", win="w"))
    second = copied(listening)
    assert second.check_connection()
    assert (second.use_socket, second.socket_thread, second.event_handlers) == (False, None, {})
    second.setup_socket()
    assert second.use_socket
    second.close_connection()
    assert listening.check_connection()
    assert len(listening.event_handlers["w"]) == 1


def test_a_copy_stays_logged_in(recorder, connect: Callable[..., Visdom]):
    vis = connect(recorder.port, username="ann", password="pw")
    vis.session.cookies.set("user_password", "known")
    recorder.forget()
    second = pickled(vis)
    second.text("x")
    assert recorder.paths == ["/events"]
    assert recorder.posts[0].headers["Cookie"] == "user_password=known"
    second.close_connection()


def test_a_process_that_is_spawned_draws_with_the_client_it_is_given(server: ServerProcess, connect):
    vis = connect(server.port)
    worker = multiprocessing.get_context("spawn").Process(target=draw, args=(vis, "w"))
    worker.start()
    worker.join()
    assert worker.exitcode == 0
    assert vis.win_exists("w")


def draw(vis: Any, win: str) -> None:
    """What the spawned process does."""
    vis.text("x", win=win)
    vis.close_connection()
