"""Print the oldest version of every package that visdom or one of its extras needs, as `pip install -r` reads it."""

from __future__ import annotations

from importlib.metadata import requires

FOR_DEVELOPERS = ("docs", "test")


def floors() -> list[str]:
    """Requirements such as `tornado==6.5.3`, from the metadata of the installed package."""
    found = []
    for each in requires("visdom") or ():
        requirement, _, marker = each.partition(";")
        if not any(extra in marker for extra in FOR_DEVELOPERS):
            found.append(requirement.strip().replace(">=", "=="))
    return found


if __name__ == "__main__":
    print("\n".join(floors()))
