"""The wording of what we say: the house's one way from Markdown to HTML."""

from __future__ import annotations

from core.wording import html_of

__all__ = ["html_of"]
