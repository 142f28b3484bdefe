"""What the bundled faces can draw."""

from __future__ import annotations

from fontTools.ttLib import TTFont

from core import documents
from core.documents import missing_glyphs


def letters_of(face: str) -> set[int]:
    with TTFont(documents.STATIC / "fonts" / face, lazy=True) as font:
        return set(font.getBestCmap())


def test_what_no_face_can_draw_is_missing() -> None:
    assert missing_glyphs("தமிழ் 😀 辻") == {"த", "ம", "ி", "ழ", "்", "😀"}


def test_names_in_the_scripts_of_the_neighbours_can_be_drawn() -> None:
    assert missing_glyphs("김 철수 สมชาย नदी سلمى דוד Łódź") == set()


def test_a_han_letter_in_a_shape_no_face_has_is_missing_with_its_selector() -> None:
    assert missing_glyphs("辻󠄁本") == {"辻󠄁"}


def test_the_heavier_faces_draw_what_the_others_do() -> None:
    light_jp, heavy_jp, light, heavy = (letters_of(face) for face in documents.FACES)

    assert light_jp <= heavy_jp
    assert light <= heavy
