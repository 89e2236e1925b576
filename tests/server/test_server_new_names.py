"""A new environment costs a page its name; opening a page costs the others nothing; ignored messages are counted."""

from __future__ import annotations

import logging

import pytest
from peers import Page, Program, ask, connected, text
from serving import ServerProcess

from visdom.server.sessions import SILENT_SECONDS, Ignored

BRIEF = "/socket?ops=str_ins&envs=new"


def test_a_new_environment_is_one_name_for_pages_that_ask_for_it(server: ServerProcess) -> None:
    old, brief = Page(server), Page(server, BRIEF)
    with connected(old, brief):
        text(server, "w", "made", "x")
        ask(server, "/env/named", eid="named")
        ask(server, "/fork_env", prev_eid="made", eid="forked")
        found = [brief.command("env_new", "env_update") for _ in range(3)]
        assert found == [{"command": "env_new", "data": name} for name in ("made", "named", "forked")]
        assert [set(old.command("env_update")["data"]) - {"main"} for _ in range(3)] == [
            {"made"},
            {"made", "named"},
            {"made", "named", "forked"},
        ]
        ask(server, "/delete_env", eid="named")
        for page in (old, brief):
            assert set(page.command("env_update")["data"]) - {"main"} == {"made", "forked"}


def test_opening_a_page_sends_nothing_to_others(server: ServerProcess) -> None:
    first, program = Page(server), Program(server)
    with connected(first, program):
        first.rest()
        with connected(Page(server), Page(server, BRIEF)):
            assert first.rest() == program.rest() == []


def test_ignored_messages_are_counted_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ignored = Ignored()
    for _ in range(5):
        ignored.add("sid", "it is not a JSON object.")
    lines = [record.message for record in caplog.records if record.levelno == logging.INFO]
    assert [line.partition(": ")[2].split(".")[0] for line in lines] == ["1"]
    ignored.report(lambda: ignored._reported_at + SILENT_SECONDS)
    lines = [record.message for record in caplog.records if record.levelno == logging.INFO]
    assert [line.partition(": ")[2].split(".")[0] for line in lines] == ["1", "4"]
    assert sum(record.levelno == logging.DEBUG for record in caplog.records) == 5
