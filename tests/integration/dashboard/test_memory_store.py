"""What the dashboard keeps in memory goes when its time is over, not when somebody looks."""

from __future__ import annotations

import gc
import time
import weakref

from total_onboard.dashboard.memory_store import LIFE, MemoryStore, expiring


class Kept:
    """A value whose end can be seen."""


def test_value_that_nobody_asks_for_is_forgotten_in_time() -> None:
    now = [0.0]
    memory, value = MemoryStore(lambda: now[0]), Kept()
    seen = weakref.ref(value)
    memory.put(value)
    del value
    with expiring(memory, every=0.01):
        time.sleep(0.05)
        assert seen() is not None
        now[0] = LIFE
        deadline = time.monotonic() + 5
        while seen() is not None and time.monotonic() < deadline:
            time.sleep(0.01)
            gc.collect()
    assert seen() is None
