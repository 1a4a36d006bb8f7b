"""Soak tests: only `make soak` runs them; each prints what it has counted."""

from collections.abc import Iterator

import pytest

from tests.support.soak import SOAK_S, Soak


def pytest_collection_modifyitems(config, items) -> None:
    """Leave the soak tests out of a run that does not ask for them."""
    if "soak" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("soak")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture
def soak(request, capsys) -> Iterator[Soak]:
    """The rounds of the test; threads, files and memory must be as flat as it leaves them."""
    made = Soak(SOAK_S)
    yield made
    made.check_flat()
    with capsys.disabled():
        figures = ", ".join(f"{value:g} {name}" for name, value in made.figures.items())
        print(f"\n{request.node.name}: {figures}")
