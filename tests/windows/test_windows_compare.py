"""Comparing environments: whose traces come together, under which names, and what is left out."""

from __future__ import annotations

import itertools
from copy import deepcopy
from typing import Any

import pytest
from window_cases import plot, trace, window

from visdom.windows.compare import compare
from visdom.windows.patch import replay

LEGEND = "window_compare_legend"


def titled(title: Any, *traces: Any, **more: Any) -> Any:
    return {**plot(*traces), "title": title, **more}


def env(letter: str, **more: Any) -> Any:
    """An environment whose one curve is called after it."""
    return {f"w{letter}": titled("Loss", trace([1], [ord(letter)], letter), contentID=letter), **more}


def names_of(compared: Any, win: str) -> list[str]:
    return [one["name"] for one in compared[win]["content"]["data"]]


@pytest.mark.parametrize("order", list(itertools.permutations("abc")))
def test_the_merge_is_the_same_in_any_order(order: tuple[str, ...]) -> None:
    compared = compare({letter: env(letter) for letter in "abc"}, order)
    assert list(compared) == [f"w{order[0]}", LEGEND]
    merged = compared[f"w{order[0]}"]
    assert names_of(compared, f"w{order[0]}") == [f"{number}_{letter}" for number, letter in enumerate(order)]
    assert [one["y"] for one in merged["content"]["data"]] == [[ord(letter)] for letter in order]
    assert merged["has_compare"] is True
    assert merged["content"]["layout"] == {"showlegend": True}


def test_unknown_names_count_in_the_numbering() -> None:
    compared = compare({"a": env("a"), "b": env("b")}, ["nope", "b", "neither", "a"])
    assert names_of(compared, "wb") == ["1_b", "3_a"]
    assert all(name in compared[LEGEND]["content"] for name in ("nope", "neither"))


def test_a_name_asked_for_twice_counts_once() -> None:
    compared = compare({"a": env("a"), "b": env("b")}, ["a", "a", "b"])
    assert names_of(compared, "wa") == ["0_a", "2_b"]


@pytest.mark.parametrize("names", [[], ["nope"], ["a"], ["a", "nope"], ["a", "a"]])
def test_with_nothing_to_compare_only_the_legend_is_left(names: list[str]) -> None:
    assert list(compare({"a": env("a")}, names)) == [LEGEND]


def test_inputs_stay_as_they_are() -> None:
    environments = {"a": env("a"), "b": env("b")}
    before = deepcopy(environments)
    compared = compare(environments, ["b", "a"])
    replay(compared["wb"], [{"op": "add", "path": "/content/data/0/extra", "value": 1}])
    replay(compared["wb"], [{"op": "add", "path": "/content/layout/title", "value": "x"}])
    assert environments == before


def test_only_plots_of_a_title_that_both_have_are_shown() -> None:
    note = window([{"type": "text", "content": "x"}], {"title": "Loss"})
    environments: Any = {
        "a": env("a", note=note, alone=titled("Alone", trace([1], [1])), blank=titled("", trace([1], [1]))),
        "b": env("b", note=note, blank=titled("", trace([1], [1]))),
    }
    assert list(compare(environments, ["a", "b"])) == ["wa", LEGEND]


def test_of_equal_titles_the_last_one_is_filled_with_all_of_the_others() -> None:
    environments: Any = {
        "a": {"w1": titled("T", trace([1], [1], "p")), "w2": titled("T", trace([1], [2], "q"))},
        "b": {"v1": titled("T", trace([1], [3], "r")), "v2": titled("T", trace([1], [4], "s"))},
    }
    compared = compare(environments, ["a", "b"])
    assert list(compared) == ["w2", LEGEND]
    assert names_of(compared, "w2") == ["0_q", "1_r", "1_s"]


@pytest.mark.parametrize(
    ("first", "second", "third", "expected"),
    [
        ([None], ["x"], ["y"], None),
        (["p"], [None], [None], None),
        (["p"], ["x", None], ["y"], ["0_p", "2_y"]),
        (["p"], [], ["y"], ["0_p", "2_y"]),
        ([], ["x"], ["y"], None),
        (["p", None], ["x"], ["y"], ["0_p", None, "1_x", "2_y"]),
        ([3], ["x"], [], ["0_3", "1_x"]),
    ],
)
def test_plots_with_nameless_traces_do_not_take_part(first: Any, second: Any, third: Any, expected: Any) -> None:
    environments: Any = {
        letter: {"w": titled("T", *[trace([1], [1], name) for name in names])}
        for letter, names in zip("abc", (first, second, third), strict=True)
    }
    shown = compare(environments, "abc").get("w")
    assert (shown and [one.get("name") for one in shown["content"]["data"]]) == expected


def test_the_merged_window_is_noticed_when_any_source_changes() -> None:
    environments = {"a": env("a"), "b": env("b")}
    before = compare(environments, ["a", "b"])["wa"]
    assert compare(environments, ["a", "b"])["wa"]["contentID"] == before["contentID"]
    environments["b"]["wb"] = {**environments["b"]["wb"], "contentID": "later", "version": 2}
    after = compare(environments, ["a", "b"])["wa"]
    assert after["contentID"] != before["contentID"]
    assert (before["version"], after["version"]) == (2, 3)


def test_the_legend_is_a_text_window() -> None:
    legend = compare({"a": env("a"), "b": env("b")}, ["a", "b"])[LEGEND]
    expected = {
        "command": "window",
        "id": LEGEND,
        "type": "text",
        "title": "compare_legend",
        "contentID": "compare_legend",
        "inflate": True,
        "width": None,
        "height": None,
        "layout": {"title": "compare_legend"},
        "i": 1,
        "has_compare": True,
        "version": 1,
    }
    assert {name: value for name, value in legend.items() if name != "content"} == expected
    assert "<td>a</td><td>0</td>" in legend["content"] and "<td>b</td><td>1</td>" in legend["content"]


def test_names_are_inert_in_the_legend() -> None:
    content = compare({}, ["<script>'\"&"])[LEGEND]["content"]
    assert "<script>" not in content
    assert "&lt;script&gt;&#x27;&quot;&amp;" in content


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        [],
        {},
        {"type": "plot"},
        {"type": "plot", "title": "Loss"},
        {"type": "plot", "title": "Loss", "content": None},
        {"type": "plot", "title": "Loss", "content": {"data": {}}},
        {"type": "plot", "title": "Loss", "content": {"data": [1]}},
        {"type": "plot", "title": ["Loss"], "content": {"data": [{"name": "x"}]}},
        {"type": ["plot"], "title": "Loss"},
    ],
)
def test_windows_stored_in_another_shape_are_left_out(odd: Any) -> None:
    environments = {"a": env("a", odd=odd), "b": env("b", odd=odd)}
    assert names_of(compare(environments, ["a", "b"]), "wa") == ["0_a", "1_b"]


def test_a_plot_without_layout_gets_one() -> None:
    environments: Any = {"a": env("a"), "b": env("b")}
    environments["a"]["wa"]["content"]["layout"] = None
    assert compare(environments, ["a", "b"])["wa"]["content"]["layout"] == {"showlegend": True}
