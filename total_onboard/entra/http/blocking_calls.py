"""Blocking calls, such as MSAL's, on threads next to the event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")


async def in_background(call: Callable[[], T]) -> T:
    """Run ``call`` in a thread; return or raise its result.

    Not :func:`asyncio.to_thread`: after Ctrl-C its thread would be waited for, a whole time-out of the network or
    the life of a device code; this one ends with the process.
    """
    ended: Future[T] = Future()
    around = copy_context()

    def work() -> None:
        try:
            ended.set_result(around.run(call))
        except BaseException as error:
            ended.set_exception(error)

    ended.set_running_or_notify_cancel()
    threading.Thread(target=work, daemon=True, name="in-background").start()
    return await asyncio.wrap_future(ended)
