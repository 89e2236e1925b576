from visdom.protocol.names import escape_eid
from visdom.protocol.windows import version_of


def test_environment_ids_are_escaped_alike_everywhere() -> None:
    assert escape_eid(None) == "main"
    assert escape_eid("a/b/c") == "a_b_c"
    assert escape_eid("") == ""


def test_a_window_without_a_usable_version_counts_as_the_first() -> None:
    assert version_of({"version": 7}) == 7
    for window in ({}, {"version": None}, {"version": "3"}, {"version": True}, {"version": -1}, None, []):
        assert version_of(window) == 1
