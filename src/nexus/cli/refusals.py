"""What stops a command with a sentence instead of a traceback."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


class Refused(Exception):
    """What was asked cannot be done; the message says why and what to do."""


def checked(model: type[Model], **given: object) -> Model:
    """Return what was typed as the model has it; raise Refused with what is wrong with it."""
    try:
        return model.model_validate(given)
    except ValidationError as wrong:
        said = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in wrong.errors())
        raise Refused(f"{said[0].upper()}{said[1:]}.") from wrong
