"""Inside a room: models < emails < activities < forms < views, staff, api, webhooks, cli, demo."""

from __future__ import annotations

from tests.architecture.source import EDGES, LEVELS, modules, rooms

#: What Flask offers to those who answer a request. `current_app` and `g` exist in a job as well.
OF_A_REQUEST = frozenset(
    {
        "Blueprint", "abort", "after_this_request", "flash", "jsonify", "make_response", "redirect",
        "request", "send_file", "send_from_directory", "session", "stream_with_context", "url_for",
    }
)  # fmt: skip

FORMS = frozenset({"wtforms", "flask_wtf"})

#: Beside the edges: whoever writes something that is read. `letters` are a room's documents.
WRITERS = EDGES | {"emails", "letters", "documents", "minutes"}


def test_nothing_imports_what_stands_above_it() -> None:
    levels = {module.name: LEVELS.index(module.level) for module in rooms()}
    wrong = [
        f"{one} ({module.level} below {LEVELS[levels[one.target]]})"
        for module in rooms()
        for one in module.own_imports
        if levels.get(one.target, 0) > levels[module.name]
    ]

    assert wrong == []


def test_only_the_composition_root_and_its_tests_import_a_whole_room() -> None:
    rooms_themselves = {module.name for module in modules() if module.part == "__init__"}
    wrong = [
        str(one)
        for module in rooms()
        for one in module.own_imports
        if one.target in rooms_themselves
    ]

    assert wrong == []


def test_no_activity_knows_a_request() -> None:
    wrong = [
        str(one)
        for module in rooms()
        for one in module.imports
        if module.level != "edges"
        and one.room == "flask"
        and one.target.removeprefix("flask.") in OF_A_REQUEST
    ]

    assert wrong == []


def test_no_activity_knows_a_form() -> None:
    wrong = [
        str(one)
        for module in rooms()
        for one in module.imports
        if module.level not in {"edges", "forms"}
        and (one.room in FORMS or one.target == "core.forms")
    ]

    assert wrong == []


def test_only_views_emails_and_documents_render_templates() -> None:
    wrong = [
        module.line(call)
        for module in modules()
        for called, call in module.calls
        if called in {"render_template", "render_template_string"}
        and module.part not in WRITERS
        and module.name != "core.errors"
    ]

    assert wrong == []
