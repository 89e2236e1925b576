import logging
from typing import Any

import pytest

from visdom.server import cli
from visdom.server.settings import SETTINGS, ServerSettings


def settings(*flags: str, environ: dict[str, str] | None = None) -> ServerSettings:
    return cli.settings_from(cli.build_parser().parse_args(flags), environ or {})


def test_without_flags_the_defaults_of_the_table_hold() -> None:
    made = settings()
    assert made == ServerSettings()
    for setting in SETTINGS:
        if hasattr(made, setting.name) and setting.name != "base_url":
            assert getattr(made, setting.name) == setting.default


def test_the_help_names_no_empty_default() -> None:
    assert "default: )" not in " ".join(cli.build_parser().format_help().split())


def test_flags_may_be_shortened_and_repeated() -> None:
    made = settings("-por", "9000", "-allow_origin", "http://a", "-allow_origin", "http://b", "-readonly")
    assert (made.port, made.allow_origin, made.readonly) == (9000, ("http://a", "http://b"), True)


def test_the_host_name_comes_from_its_variable_unless_given() -> None:
    assert settings(environ={"HOSTNAME": "box"}).hostname == "box"
    assert settings("-hostname", "other", environ={"HOSTNAME": "box"}).hostname == "other"
    assert settings("--hostname", "other").address == "http://other:8097"


@pytest.mark.parametrize("value", ["visdom", "/visdom/", "visdom/"])
def test_a_base_url_that_cannot_be_one_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="base_url must start with /"):
        settings("-base_url", value)


@pytest.mark.parametrize("port", ["70000", "65536", "-1", "-8097"])
def test_a_number_that_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(ValueError, match=f"from 1 to 65535, or 0 for any free port; got {port}$"):
        settings("-port", port)


@pytest.mark.parametrize("port", [8097.0, "8097.5", "many", "", None, True, "\u0661", [8097]])
def test_what_is_no_number_of_a_port_is_refused_in_programs(port: Any) -> None:
    with pytest.raises(ValueError, match="port must be a number"):
        ServerSettings(port=port)


@pytest.mark.parametrize("port", [0, 1, 65535, "8097"])
def test_every_port_may_be_chosen(port: Any) -> None:
    assert ServerSettings(port=port).port == int(port)


def test_an_unknown_fsync_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="always, everysec, never"):
        settings("-fsync", "sometimes")


def test_logging_levels_are_names_or_numbers() -> None:
    assert cli.logging_level("debug") == logging.DEBUG
    assert cli.logging_level("35") == 35
    with pytest.raises(ValueError, match="logging_level must be"):
        cli.logging_level("loud")


def test_bad_settings_end_the_program_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["-base_url", "x/"])
    assert end.value.code != 0
    assert "base_url must start with /" in capsys.readouterr().err


def test_a_switch_that_may_have_a_text_stays_a_switch() -> None:
    assert settings("-readonly", "-port", "9000").readonly is True
    assert settings("-readonly", "all", "-port", "9000").readonly == "all"
    assert settings("-token", "-bind_local").token is True
    assert settings("-token", "sesame", "-bind_local").token == "sesame"
    assert settings("-use").use_frontend_client_polling is True
    assert (settings().readonly, settings().token, settings().is_open) == (False, False, True)


@pytest.mark.parametrize("token", ["", " ", "two words", "é", "line\n", None, 7, b"x"])
def test_a_token_that_no_header_can_carry_is_refused(token: Any) -> None:
    with pytest.raises(ValueError, match="token must be a text"):
        ServerSettings(token=token)
