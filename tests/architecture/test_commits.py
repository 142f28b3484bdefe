"""A transaction ends at the edge alone: one a request, one a command, one a job."""

from __future__ import annotations

from tests.architecture.source import EDGES, Module, modules

COMMITTING = EDGES - {"pages"}


def may_commit(module: Module) -> bool:
    """Tell whether a module is an edge of a room, or the worker, which commits for every job."""
    return module.name == "core.jobs" or (module.room != "core" and module.part in COMMITTING)


def test_only_an_edge_commits() -> None:
    wrong = [
        module.line(call)
        for module in modules()
        for called, call in module.calls
        if called == "commit" and not may_commit(module)
    ]

    assert wrong == []


def test_only_a_module_with_jobs_commits_step_by_step() -> None:
    jobs = {
        module.name for module in modules() if any(called == "job" for called, _ in module.calls)
    }
    wrong = [
        str(one)
        for module in modules()
        for one in module.own_imports
        if one.target == "core.jobs" and module.name not in jobs and "step(" in module.text
    ]

    assert wrong == []
