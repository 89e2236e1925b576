"""Choosing environments: one, several to compare, none; their list, their addresses."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
MakeServer = Callable[..., ServerProcess]
Draw = Callable[..., Visdom]


def test_another_environment_is_chosen_and_remembered(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.text("in main", win="same")
    vis.text("in run", win="same", env="exp_run")
    vis.text("too", win="second", env="exp_run")
    page = open_page(server)
    page.text("same", "in main")
    page.choose("exp_run")
    page.shows("same", "second")
    page.text("same", "in run")
    vis.text("not here", win="third", env="main")
    vis.text("here", win="second", env="exp_run")
    page.text("second", "here")
    page.shows("same", "second")
    page.page.reload()
    page.text("same", "in run")


def test_the_list_of_environments_follows_the_server(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    page.link("online")
    page.page.locator(".environment-button").click()
    options = page.page.locator(".environment-option")
    expect(options).to_have_text(["main"])
    vis.text("x", env="exp_b")
    vis.text("x", env="exp_a")
    expect(options).to_have_text(["exp_a", "exp_b", "main"])
    page.page.get_by_label("Search environments").fill("P_B")
    expect(options).to_have_text(["exp_b"])
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    expect(page.page.locator(".chip-name")).to_have_text("exp_b")
    page.shows(*[window["id"] for window in windows_of(vis, "exp_b")])


def windows_of(vis: Visdom, env: str) -> list[dict[str, str]]:
    return list(json.loads(vis.get_window_data(win=None, env=env)).values())


def test_the_address_of_an_environment_opens_it(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.text("in main", win="m")
    vis.text("in a b", win="w", env="a b?#é")
    page = open_page(server, "/env/a%20b%3F%23%C3%A9")
    page.shows("w")
    expect(page.page.locator(".chip-name")).to_have_text("a b?#é")


def test_a_comparison_is_shown(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    for env in ("one", "two"):
        vis.line([1, 2, 3], [0, 1, 2], win="loss", env=env, name="train", update="append", opts={"title": "Loss"})
    page = open_page(server, "/compare/one+two")
    page.points("loss", 3, trace=1)
    expect(page.page.locator(".chip-name")).to_have_text(["one", "two"])
    assert page.plot_says("loss", "plot.data.map(trace => trace.name)") == ["0_train", "1_train"]
    expect(page.window("loss").locator('button[title="close"]')).to_be_disabled()


def tick(page: WatchedPage, name: str) -> None:
    """Press the box before an environment or a group in the open tree."""
    page.page.get_by_role("treeitem", name=name, exact=True).locator(".environment-check").click()


def boxes(page: WatchedPage) -> dict[str | None, str | None]:
    """The lines of the open tree and how each is ticked."""
    lines = page.page.get_by_role("treeitem").all()
    return {line.get_attribute("aria-label"): line.get_attribute("aria-checked") for line in lines}


def three_runs(vis: Visdom) -> None:
    """A plot of the same name in `main`, `exp_1` and `exp_2`."""
    for env in ("main", "exp_1", "exp_2"):
        vis.line([1, 2, 3], [0, 1, 2], win="loss", env=env, name="train", update="append", opts={"title": "Loss"})
        vis.text(f"only in {env}", win=f"note of {env}", env=env)


def test_ticking_several_compares_them(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    three_runs(draw(server))
    page = open_page(server)
    page.shows("loss", "note of main")
    page.page.locator(".environment-button").click()
    tick(page, "exp_1")
    page.points("loss", 3, trace=1)
    expect(page.page.locator(".chip-name")).to_have_text(["main", "exp_1"])
    assert boxes(page) == {"exp": "mixed", "exp_1": "true", "exp_2": "false", "main": "true"}
    tick(page, "main")
    page.shows("loss", "note of exp_1")
    expect(page.page.locator(".chip-name")).to_have_text(["exp_1"])


def test_ticking_a_group_ticks_all_in_it(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    three_runs(draw(server))
    page = open_page(server)
    page.shows("loss", "note of main")
    page.page.locator(".environment-button").click()
    tick(page, "exp")
    expect(page.page.locator(".chip-name")).to_have_text(["main", "exp_1", "exp_2"])
    page.points("loss", 3, trace=2)
    tick(page, "exp")
    expect(page.page.locator(".chip-name")).to_have_text(["main"])
    page.shows("loss", "note of main")


def test_groups_fold_and_the_arrow_keys_walk_the_tree(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    three_runs(draw(server))
    page = open_page(server)
    page.shows("loss", "note of main")
    page.page.locator(".environment-button").focus()
    page.page.keyboard.press("Enter")
    expect(page.page.get_by_label("Search environments")).to_be_focused()
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("ArrowLeft")
    expect(page.page.get_by_role("treeitem")).to_have_count(2)
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Space")
    expect(page.page.locator(".chip-name")).to_have_text(["main", "exp_1"])
    page.page.keyboard.press("Enter")
    expect(page.page.locator(".chip-name")).to_have_text(["exp_1"])
    expect(page.page.locator(".environment-button")).to_be_focused()
    page.page.keyboard.press("Enter")
    page.page.keyboard.press("Escape")
    expect(page.page.get_by_role("tree")).to_have_count(0)


def test_a_group_prefix_that_is_an_environment_can_be_chosen_alone(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    vis = draw(server)
    vis.text("of exp", win="note", env="exp")
    vis.text("of exp_1", win="note", env="exp_1")
    page = open_page(server)
    page.page.locator(".environment-button").click()
    page.page.locator('.environment-option[aria-label="exp"]').click()
    page.text("note", "of exp")
    expect(page.page.locator(".chip-name")).to_have_text(["exp"])


def test_chips_take_environments_away_until_none_is_left(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    three_runs(draw(server))
    page = open_page(server, "/compare/main+exp_1+exp_2")
    page.points("loss", 3, trace=2)
    page.page.get_by_role("button", name="Look at exp_1 no longer").click()
    expect(page.page.locator(".chip-name")).to_have_text(["main", "exp_2"])
    page.page.get_by_role("button", name="Select none").click()
    page.shows()
    expect(page.page.locator(".environment-button")).to_have_text("Select environment(s)")
    expect(page.page.locator(".empty-note")).to_have_text("No environment is selected.")
    expect(page.page.locator("#clear-button")).to_be_disabled()
    expect(page.page.get_by_label("Manage Environments")).to_be_disabled()


def test_a_comparison_follows_new_data(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    three_runs(vis)
    page = open_page(server, "/compare/main+exp_1")
    page.points("loss", 3, trace=1)
    vis.line([4], [3], win="loss", env="exp_1", name="train", update="append")
    page.points("loss", 4, trace=1)


def test_address_and_title_follow_the_selection(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    three_runs(draw(server))
    page = open_page(server)
    page.shows("loss", "note of main")
    expect(page.page).to_have_title("main · visdom")
    page.choose("exp_1")
    expect(page.page).to_have_url(f"{server.url}/env/exp_1")
    expect(page.page).to_have_title("exp_1 · visdom")
    page.page.locator(".environment-button").click()
    tick(page, "main")
    expect(page.page).to_have_url(f"{server.url}/compare/exp_1+main")
    page.page.go_back()
    page.shows("loss", "note of exp_1")
    expect(page.page.locator(".chip-name")).to_have_text(["exp_1"])


def manage(page: WatchedPage) -> Locator:
    """Open the dialog that manages environments."""
    page.page.get_by_label("Manage Environments").click()
    return page.page.get_by_role("dialog", name="Environment Management Modal")


def test_a_fork_is_shown_at_once_and_stays_chosen(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.text("kept", win="note")
    page.text("note", "kept")
    dialog = manage(page)
    name, button = dialog.get_by_label("Save or fork current environment:"), dialog.locator("form .btn")
    expect(name).to_have_value("main")
    expect(button).to_have_text("save")
    name.fill("copy/of it")
    expect(button).to_have_text("fork")
    button.click()
    expect(page.page.locator(".chip-name")).to_have_text(["copy_of it"])
    page.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    while "copy_of it" not in vis.get_env_list():  # the page shows the name before the server has the copy
        page.page.wait_for_timeout(20)
    vis.text("in the copy", win="note", env="copy_of it", append=True)
    page.text("note", re.compile("kept.*in the copy"))
    page.page.reload()
    page.text("note", "in the copy")
    assert "in the copy" not in vis.get_window_data("note")


def test_saving_over_another_environment_asks(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.text("of main", win="note")
    vis.text("of other", win="note", env="other")
    page = open_page(server)
    page.text("note", "of main")
    dialog = manage(page)
    dialog.get_by_label("Save or fork current environment:").fill("other")
    button = dialog.locator("form .btn")
    button.click()
    expect(button).to_have_text("Replace other?")
    assert "of other" in vis.get_window_data("note", env="other")
    button.click()
    expect(page.page.locator(".chip-name")).to_have_text(["other"])
    page.text("note", "of main")


def test_saving_keeps_the_places_on_the_server(make_server: MakeServer, open_page: OpenPage, draw: Draw) -> None:
    server = make_server("-cache_type", "JPE")
    vis = draw(server)
    vis.text("a", win="a")
    page = open_page(server)
    page.shows("a")
    manage(page).get_by_role("button", name="save", exact=True).click()
    expect(page.page.locator(".toast")).to_contain_text("Saved main.")
    saved = server.env_path / "main.json"
    deadline = time.monotonic() + 20
    while "a" not in (places := json.loads(saved.read_text())["reload"]) and time.monotonic() < deadline:
        page.page.wait_for_timeout(50)
    assert places["a"]["w"] == 20


def test_an_environment_is_deleted_after_a_second_press(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.text("x", win="x")
    vis.text("y", win="y", env="old")
    page = open_page(server, "/env/old")
    page.shows("y")
    dialog = manage(page)
    choice = dialog.get_by_label("Delete environment selected in dropdown:")
    button = dialog.locator(".modal-row .btn", has_text="Delete")
    expect(choice).to_have_value("old")
    button.click()
    expect(button).to_have_text("Delete old?")
    assert "old" in vis.get_env_list()
    button.click()
    page.shows("x")
    expect(page.page.locator(".chip-name")).to_have_text(["main"])
    expect(choice).to_have_value("main")
    expect(button).to_be_disabled()
    assert "old" not in vis.get_env_list()


def test_an_environment_is_downloaded_as_a_file(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.text("kept", win="note")
    page.shows("note")
    dialog = manage(page)
    with page.page.expect_download() as started:
        dialog.get_by_role("link", name="Download as JSON").click()
    assert started.value.suggested_filename == "main.json"
    content = json.loads(started.value.path().read_text())
    assert content["jsons"]["note"]["content"] == "kept"


def test_an_environment_is_downloaded_as_a_page(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.text("kept", win="note")
    page.shows("note")
    dialog = manage(page)
    with page.page.expect_download() as started:
        dialog.get_by_role("link", name="Download as HTML").click()
    assert started.value.suggested_filename == "main.html"
    assert "kept" in started.value.path().read_text()


def test_a_deleted_environment_leaves_every_page(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.text("y", win="y", env="old")
    page = open_page(server, "/env/old")
    page.shows("y")
    vis.delete_env("old")
    page.shows()
    expect(page.page.locator(".empty-note")).to_have_text("There is no window in old yet.")


def env_file(tmp_path: Path, name: str, text: str | None = None) -> Path:
    """A file of an environment with one text window `note`."""
    note = {"command": "window", "id": "note", "type": "text", "title": "", "content": "from a file", "i": 0}
    window = {**note, "inflate": True, "width": None, "height": None, "contentID": "1"}
    path = tmp_path / name
    path.write_text(json.dumps({"jsons": {"note": window}, "reload": {}}) if text is None else text)
    return path


def test_an_environment_is_uploaded_and_shown(
    server: ServerProcess, tmp_path: Path, open_page: OpenPage, draw: Draw
) -> None:
    draw(server).text("x", win="x")
    page = open_page(server)
    page.shows("x")
    dialog = manage(page)
    with page.page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="Upload a .json file").click()
    chooser.value.set_files(env_file(tmp_path, "brought.json"))
    page.text("note", "from a file")
    expect(page.page.locator(".chip-name")).to_have_text(["brought"])
    expect(page.page.locator(".toast")).to_contain_text("brought.json is now the environment")


def test_what_is_downloaded_can_be_uploaded(
    make_server: MakeServer, tmp_path: Path, open_page: OpenPage, draw: Draw
) -> None:
    server, empty = make_server(), make_server()
    draw(server).line([1, 2, 3], win="curve", env="run")
    page, other = open_page(server, "/env/run"), open_page(empty)
    page.points("curve", 3)
    page.page.bring_to_front()
    dialog = manage(page)
    with page.page.expect_download() as started:
        dialog.get_by_role("link", name="Download as JSON").click()
    saved = tmp_path / started.value.suggested_filename
    started.value.save_as(saved)
    other.page.bring_to_front()
    other.link("online")
    manage(other)
    other.page.get_by_label("Environment file").set_input_files(saved)
    other.points("curve", 3)
    expect(other.page.locator(".chip-name")).to_have_text(["run"])


def drop(page: WatchedPage, name: str, text: str) -> None:
    """Drop a file onto the page."""
    page.page.evaluate(
        """([name, text]) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], name));
            for (const kind of ["dragover", "drop"]) {
                const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer });
                document.querySelector("main").dispatchEvent(event);
            }
        }""",
        [name, text],
    )


def test_a_dropped_file_is_uploaded_and_anything_else_refused(
    server: ServerProcess, tmp_path: Path, open_page: OpenPage
) -> None:
    page = open_page(server)
    page.link("online")
    drop(page, "picture.png", "no environment")
    expect(page.page.locator(".toast")).to_contain_text("picture.png is no environment")
    drop(page, "broken.json", '{"jsons": [')
    expect(page.page.locator(".toast", has_text="broken.json")).to_be_visible()
    page.errors.clear()  # the refusal is a failed request, which the browser notes
    drop(page, "dropped.json", env_file(tmp_path, "dropped.json").read_text())
    page.text("note", "from a file")
    expect(page.page.locator(".chip-name")).to_have_text(["dropped"])
