"""Light and dark colours: as the system has them, as the person chose, on the login page too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect
from serving import ServerProcess
from watched_page import WatchedPage

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
MakeServer = Callable[..., ServerProcess]


def colours(page: WatchedPage, expected: str) -> None:
    """Wait until the page is `light` or `dark`, in name and in fact."""
    expect(page.page.locator("html")).to_have_attribute("data-theme", expected)
    shade = {"light": "rgb(240, 240, 240)", "dark": "rgb(29, 34, 44)"}[expected]
    expect(page.page.locator(".navbar-form")).to_have_css("background-color", shade)


def test_colours_follow_the_system(server: ServerProcess, open_page: OpenPage) -> None:
    page = open_page(server)
    page.link("online")
    colours(page, "light")
    page.page.emulate_media(color_scheme="dark")
    colours(page, "dark")
    page.page.reload()
    colours(page, "dark")
    page.page.emulate_media(color_scheme="light")
    colours(page, "light")


def test_a_choice_outlasts_the_system_and_the_visit(server: ServerProcess, open_page: OpenPage) -> None:
    page = open_page(server)
    page.link("online")
    button = page.page.locator("#theme-button")
    expect(button).to_have_attribute("title", "Colours: system")
    button.click()
    button.click()
    expect(button).to_have_attribute("title", "Colours: dark")
    colours(page, "dark")
    page.page.reload()
    colours(page, "dark")
    page.page.locator("#theme-button").click()
    colours(page, "light")


def test_the_first_thing_painted_has_the_right_colours(
    server: ServerProcess, context: BrowserContext, open_page: OpenPage
) -> None:
    context.add_init_script("localStorage.setItem('theme', 'dark')")
    page = open_page(server)
    page.link("online")
    page.page.route("**/js/main.js", lambda route: route.abort())
    page.page.reload()
    expect(page.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.page.locator("html")).to_have_css("background-color", "rgb(17, 20, 26)")
    page.forgive_lost_server()


def test_the_login_page_has_both_themes(make_server: MakeServer, open_page: OpenPage) -> None:
    environ = {"VISDOM_USERNAME": "ada", "VISDOM_PASSWORD": "secret", "VISDOM_USE_ENV_CREDENTIALS": "1"}
    server = make_server("-enable_login", "-force_new_cookie", environ={**environ, "VISDOM_COOKIE": "cookie"})
    page = open_page(server)
    expect(page.page.locator(".login-form")).to_have_css("background-color", "rgb(255, 255, 255)")
    page.page.emulate_media(color_scheme="dark")
    page.page.reload()
    expect(page.page.locator(".login-form")).to_have_css("background-color", "rgb(34, 40, 52)")
