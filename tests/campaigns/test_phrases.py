"""What each kind of statement begins from."""

from __future__ import annotations

import pytest

from campaigns.models import Kind
from campaigns.phrases import USUAL
from core.wording import html_of


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_a_beginning_in_both_languages(kind: Kind) -> None:
    begun = USUAL[kind]

    assert html_of(begun.body_ja).count("<h4>") == html_of(begun.body_en).count("<h4>") > 0
    assert len(begun.demands_ja) == len(begun.demands_en) > 0
    for text in (begun.body_ja, begun.body_en, *begun.demands_ja, *begun.demands_en):
        assert "…" in text
