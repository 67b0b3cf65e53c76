"""An error for people: what happened and why, the one next thing to do, what Microsoft's support will ask for."""

from __future__ import annotations

from pathlib import Path

from total_onboard.core.errors import OnboardError
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import hanging_indent, print_line
from total_onboard.ui.sanitized_rich import Text


def show_error(screen: Screen, error: OnboardError, support: Path | None = None) -> None:
    """Show a few short parts on standard error, never a traceback; ``support`` is the file that support may be sent."""
    screen.stderr.print()
    _put(screen, (error.label, _style_of(error.label), error.message))
    for detail in error.details:
        print_line(screen.stderr, hanging_indent(screen.stderr, Text("  "), Text(detail)))
    _put_next(screen, error.remedy, error.topic, error.request_id, support)


def show_support_file(screen: Screen, support: Path | None) -> None:
    """Show the support file's location, for failures that appear in a summary."""
    _put(screen, ("For support", "quiet", support))


def show_unexpected(
    screen: Screen,
    error: BaseException,
    *,
    verbose: bool = False,
    log_file: Path | None = None,
    support: Path | None = None,
) -> None:
    """Show an unexpected error. The traceback is in the log; here is only whether it is."""
    if verbose or log_file:
        report = f"send {log_file or 'what is printed above'} to your TOTAL representative"
    else:
        report = "add --log-file FILE, and send that file to your TOTAL representative"
    again = "Run the same command again. If it happens again,"
    remedy = f"{again} {report}; no secret is in it."
    screen.stderr.print()
    _put(screen, ("Error", "bad", f"Something unexpected happened ({kind_of(error)})."))
    _put_next(screen, remedy, "unexpected", support=support)


def kind_of(error: BaseException) -> str:
    """Return the name of the error, or of the first one in a group."""
    return type(first_of(error)).__name__


def first_of(error: BaseException) -> BaseException:
    """Return the error itself, or the first one in a group."""
    return first_of(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error


def _style_of(label: str) -> str:
    return "bad" if label == "Error" else "caution"


def _put_next(
    screen: Screen, remedy: str, topic: str, request_id: str | None = None, support: Path | None = None
) -> None:
    _put(
        screen,
        ("Next", "name", remedy),
        ("Request ID", "quiet", request_id),
        ("For support", "quiet", support),
        ("More", "quiet", f"total-onboard explain {topic}"),
    )


def _put(screen: Screen, *parts: tuple[str, str, str | Path | None]) -> None:
    for name, style, text in parts:
        if text:
            print_line(screen.stderr, hanging_indent(screen.stderr, Text(f"{name}: ", style=style), Text(str(text))))
