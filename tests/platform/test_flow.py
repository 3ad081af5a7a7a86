from enum import StrEnum

import pytest

from nexus.platform.flow import Flow, IllegalMove


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    OFF = "off"


FLOW = Flow({Light.RED: {Light.GREEN, Light.OFF}, Light.GREEN: {Light.RED}, Light.OFF: set()})


def test_an_allowed_move_is_returned() -> None:
    assert FLOW.check(Light.RED, Light.GREEN) is Light.GREEN


def test_a_refused_move_names_what_is_allowed() -> None:
    with pytest.raises(IllegalMove) as refused:
        FLOW.check(Light.GREEN, Light.OFF)
    assert refused.value.status == 409
    assert refused.value.extra == {"current": "green", "allowed": ["red"]}
    assert "Allowed from here: red." in refused.value.detail


def test_a_final_state_says_that_it_is_final() -> None:
    with pytest.raises(IllegalMove, match="It is final"):
        FLOW.check(Light.OFF, Light.RED)
