"""A chat with any OpenAI-compatible server: one question, one answer in JSON, within bounds of time, size and tries."""

import asyncio
import json
import re
from typing import Any, cast

import httpx2
import msgspec

from nexus.platform.settings import Settings

_TRIES = 3
_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 5.0
_LONGEST_ANSWER = 400_000
_BUSY = frozenset((408, 409, 425, 429, 500, 502, 503, 504))
_NOT_UNDERSTOOD = frozenset((400, 404, 415, 422, 501))
_FENCED = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")


class Model(msgspec.Struct, frozen=True):
    """Where a model is asked, and which."""

    base_url: str
    name: str
    api_key: str = ""
    seconds: float = 60
    """Time that one answer may take."""


class ModelError(Exception):
    """The model server gave no usable answer."""


def model_of(settings: Settings) -> Model | None:
    """Return the model that the settings name and allow; None when there is none."""
    name, allowed = settings.openai_model, settings.allowed_models
    if not settings.openai_base_url or not name or (allowed and name not in allowed):
        return None
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""
    return Model(settings.openai_base_url, name, key, settings.model_seconds)


async def ask(model: Model, system: str, question: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Ask once and return the JSON object of the answer. Servers that know no schema are asked for plain JSON.

    Raises `ModelError` when the server cannot be reached, stays busy, or answers anything but a JSON object.
    """
    messages = [{"role": "system", "content": system}, {"role": "user", "content": question}]
    formats: list[dict[str, Any] | None] = [
        {"type": "json_schema", "json_schema": {"name": "reading", "schema": schema, "strict": True}},
        {"type": "json_object"},
        None,
    ]
    headers = {"Authorization": f"Bearer {model.api_key}"} if model.api_key else {}
    base = model.base_url.rstrip("/") + "/"
    async with httpx2.AsyncClient(base_url=base, headers=headers, timeout=model.seconds) as client:
        for wanted in formats:
            body: dict[str, Any] = {"model": model.name, "messages": messages, "temperature": 0, "stream": False}
            response = await _post(client, body if wanted is None else body | {"response_format": wanted})
            if response.status_code in _NOT_UNDERSTOOD and wanted is not None:
                continue
            return _object(response)
    raise ModelError("The model server understands no question.")


async def _post(client: httpx2.AsyncClient, body: dict[str, Any]) -> httpx2.Response:
    """Send one question; a busy server is asked again, a bounded number of times."""
    said = "did not answer"
    for attempt in range(_TRIES):
        try:
            response = await client.post("chat/completions", json=body)
        except httpx2.TimeoutException as error:
            raise ModelError("The model server took too long.") from error
        except httpx2.HTTPError as error:
            said = f"could not be reached ({type(error).__name__})"
        else:
            if response.status_code not in _BUSY:
                return response
            said = f"is busy (status {response.status_code})"
        if attempt + 1 < _TRIES:
            await asyncio.sleep(min(_PAUSE_SECONDS * 2**attempt, _LONGEST_PAUSE_SECONDS))
    raise ModelError(f"The model server {said}.")


def _object(response: httpx2.Response) -> dict[str, Any]:
    """Take the JSON object out of an answer, fenced or between words."""
    if not response.is_success:
        raise ModelError(f"The model server refused with status {response.status_code}.")
    try:
        content = response.json()["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError) as error:
        raise ModelError("The model server did not answer in the form of a chat.") from error
    if not isinstance(content, str) or len(content) > _LONGEST_ANSWER:
        raise ModelError("The model's answer is empty or too long.")
    text = _FENCED.sub("", content)
    start, end = text.find("{"), text.rfind("}")
    try:
        answer = json.loads(text[start : end + 1])
    except ValueError as error:
        raise ModelError("The model did not answer in JSON.") from error
    if not isinstance(answer, dict):
        raise ModelError("The model did not answer with an object.")
    return cast("dict[str, Any]", answer)
