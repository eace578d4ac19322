"""Keep the catalog at hand until somebody changes it.

Process. Asking for its version costs one short statement, loading thousands of topics does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.model import Catalog
    from monitor.pipeline.offload import Offload
    from monitor.store import Store


class CatalogAtHand:
    """The catalog as it is now."""

    def __init__(self, store: Store, offload: Offload) -> None:
        self._store = store
        self._offload = offload
        self._catalog: Catalog | None = None

    async def load(self) -> tuple[Catalog, bool]:
        """Give the catalog, and whether it is another than the last time."""
        version = await self._offload.call(self._store.catalog_version)
        if self._catalog is not None and self._catalog.version == version:
            return self._catalog, False
        self._catalog = await self._offload.call(self._store.load_catalog)
        return self._catalog, True
