"""State machines as a table: what may follow what; everything else is refused and told what is allowed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from nexus.platform.errors import Conflict

State = TypeVar("State", bound=StrEnum)


class IllegalMove(Conflict):
    code, title = "illegal-move", "This move is not allowed"


class Flow(Generic[State]):
    """A table of allowed moves between the members of one enum."""

    def __init__(self, moves: Mapping[State, set[State]]) -> None:
        self.moves: dict[State, frozenset[State]] = {state: frozenset(after) for state, after in moves.items()}

    def allowed(self, current: State) -> list[State]:
        """Return the states that may follow `current`, sorted by name."""
        return sorted(self.moves[current])

    def check(self, current: State, to: State) -> State:
        """Return `to` if it may follow `current`; raise IllegalMove (409) naming the allowed moves otherwise."""
        if to in self.moves[current]:
            return to
        names = [state.value for state in self.allowed(current)]
        hint = f"Allowed from here: {', '.join(names)}." if names else "It is final."
        raise IllegalMove(f"{current.value} cannot become {to.value}. {hint}", current=current.value, allowed=names)
