"""Fixtures of the comparisons with the released visdom."""

from __future__ import annotations

from pathlib import Path

import pytest
from released import INSTALLS
from throwaway import make_venv


@pytest.fixture(scope="session")
def released_python(request: pytest.FixtureRequest) -> Path:
    """The interpreter of an environment with the released visdom, cached between test runs."""
    return make_venv(request.config.cache.mkdir("released-visdom"), *INSTALLS)
