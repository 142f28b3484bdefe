"""What custodians' browsers run: the vendored bundle, and the opener, built from its parts."""

from __future__ import annotations

import hashlib
import re
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask

from network.joining import Applying
from network.models import Level
from network.registering import Described, Reached
from petitions import signers
from tests import factories

VENDOR = Path("static/vendor")
HANDBOOKS = [Path(f"docs/handbook/{lang}/custodians.md") for lang in ("ja", "en")]
SCRIPTS = [Path(f"static/{name}.js") for name in ("sealed", "comparing", "custodian")]
SCRIPTS += [Path("network/opener/opener.js")]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """tools/opener, the script that builds the page."""
    loader = SourceFileLoader("opener_tool", "tools/opener")
    spec = spec_from_loader("opener_tool", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_field_that_is_sealed_has_its_words_in_both_languages(app: Flask) -> None:
    script = Path("static/sealed.js").read_text(encoding="utf-8")
    [labels] = re.findall(r"const LABELS = \{(.*?)\n  \};", script, re.DOTALL)
    told = re.findall(r'(\w+): \["[^"]+", "[^"]+"\]', labels)
    applying = Applying(Level.UNDISCLOSED, Described(), Reached()).identity

    assert {*applying, *signers.identity(factories.TANPOPO)} <= {*told}


def test_the_vendored_bundle_is_the_one_that_its_readme_tells_of() -> None:
    told = (VENDOR / "README.md").read_text(encoding="utf-8")

    assert re.findall(r"`([0-9a-f]{64})`", told) == [digest(VENDOR / "age.js")]


def test_the_opener_is_what_its_parts_give(tool: ModuleType) -> None:
    assert tool.BUILT.read_text(encoding="utf-8") == tool.build()


@pytest.mark.parametrize("handbook", HANDBOOKS, ids=str)
def test_the_handbook_tells_the_openers_fingerprint(tool: ModuleType, handbook: Path) -> None:
    assert digest(tool.BUILT) in handbook.read_text(encoding="utf-8")


def test_the_opener_may_load_and_send_nothing(tool: ModuleType) -> None:
    page = tool.build()

    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src" not in policy
    assert "unsafe" not in policy
    assert not re.search(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=", page)


@pytest.mark.parametrize("script", SCRIPTS, ids=str)
def test_no_script_of_ours_knows_how_to_send(script: Path) -> None:
    code = script.read_text(encoding="utf-8")

    for word in ("fetch(", "XMLHttpRequest", "sendBeacon", "WebSocket", "innerHTML", "eval("):
        assert word not in code
    for kept in ("localStorage", "sessionStorage", "indexedDB", "cookie"):
        assert kept not in code
