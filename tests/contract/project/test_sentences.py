"""Sentences of the documentation and of the messages are short."""

from __future__ import annotations

from pathlib import Path

from tools import sentences


def test_sentences_of_a_page_leave_out_code_and_count_quotes_as_a_word() -> None:
    page = "# A title of four\n\nOne `a b c` two. Three four five.\n\n```sh\nnot a sentence\n```\n\n| a b c | d |\n"
    assert list(sentences.sentences_of_page(page)) == ["A title of four", "One X two.", "Three four five.", "a b c"]


def test_sentences_of_a_module_are_its_messages(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('"""A docstring of the module."""\nX = "a/path of"\nY = f"Give {X} another name."\n', "utf-8")
    assert list(sentences.sentences_of_module(module)) == ["Give X another name."]


def test_main_above_the_limit_returns_one(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("A word " * 20 + ".", encoding="utf-8")
    assert sentences.main([str(page)]) == 1
    page.write_text("A short sentence here.", encoding="utf-8")
    assert sentences.main([str(page)]) == 0
