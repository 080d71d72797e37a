"""Answers as HTML: well-formed, harmless whatever is in them, and readable on any page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from jupyter_envmgr.verbs import html
from jupyter_envmgr.verbs.markup import STYLE

EVIL = "<script>alert('x')</script>\"&\x1b[31m"
WHEN = "2026-11-21T08:35:18Z"


class Tags(HTMLParser):
    """Checks that what is opened is closed; collects what is there."""

    def __init__(self, text):
        super().__init__()
        self.stack, self.seen, self.attributes = [], set(), set()
        self.feed(text)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag


def change(action="upgrade", *, build=False, requested=True):
    return {
        "name": EVIL,
        "layer": "conda",
        "action": action,
        "before": None if action == "install" else EVIL,
        "after": None if action == "remove" else EVIL,
        "build_before": EVIL,
        "build_after": "other" if build else EVIL,
        "channel": EVIL,
        "requested": requested,
        "size": 12345678,
        "fetch": True,
    }


ENVIRONMENT = {
    "name": EVIL,
    "prefix": EVIL,
    "state": "interrupted",
    "protected": False,
    "writable": False,
    "python": EVIL,
    "conda_packages": 3,
    "pip_packages": 1,
    "kernels": [EVIL],
    "size": 5,
    "problem": {"code": "x", "message": EVIL},
}
PROBLEM = {
    "code": EVIL,
    "message": EVIL,
    "hint": EVIL,
    "details": {"explanation": [EVIL, EVIL], "files": {EVIL: EVIL}, "other": EVIL},
}
FINDING = {**PROBLEM, "severity": "error", "repair": {}, "packages": []}
HEALTH = {"problems": [FINDING, {**FINDING, "severity": "info", "hint": "", "repair": None}]}
ACTIONS = ("install", "remove", "upgrade", "downgrade", "rebuild", "reinstall")
PLAN = {
    "title": EVIL,
    "action": "change",
    "conda": [change(action, build=action == "rebuild") for action in ACTIONS] * 4,
    "pip": [],
    "notices": [{"severity": "warning", "message": EVIL}],
    "download_bytes": 5,
    "disk_bytes": -5_000_000,
}
PACKAGE = {
    "name": EVIL, "version": EVIL, "build": EVIL, "channel": EVIL, "layer": "pip",
    "requested": True, "summary": EVIL, "python": EVIL, "size": 3,
}  # fmt: skip
REVISION = {
    "id": EVIL, "when": WHEN, "title": EVIL, "door": EVIL, "state": "current", "size": 3,
}  # fmt: skip
JOB = {
    "title": EVIL,
    "action": "remove",
    "environment": EVIL,
    "state": "running",
    "started": WHEN,
    "ended": WHEN,
    "progress": {"phase": "fetch", "done": 1, "total": 9, "unit": "bytes", "message": EVIL},
}
REMOVED = {"name": EVIL, "removed": WHEN, "size": 3, "prefix": EVIL}
ANSWERS = [
    ("where", {"environment": None, "health": None, "kernel": None}),
    ("where", {"environment": ENVIRONMENT, "health": HEALTH, "kernel": {"outdated": True}}),
    ("where", {"environment": {**ENVIRONMENT, "python": None}, "health": None, "kernel": None}),
    ("environments", {"environments": []}),
    ("environments", {"environments": [ENVIRONMENT, {**ENVIRONMENT, "state": "ready"}]}, EVIL),
    ("removed", {"environments": [REMOVED]}),
    ("packages", {"packages": [PACKAGE] * 40, "problems": [PROBLEM]}, EVIL),
    ("packages", {"packages": [], "problems": []}, EVIL),
    ("plan", PLAN),
    ("plan", {**PLAN, "conda": [], "notices": []}),
    ("diff", {"before": EVIL, "after": EVIL, "changes": PLAN["conda"]}),
    ("diff", {"before": EVIL, "after": EVIL, "changes": []}),
    ("hits", {"packages": [PACKAGE]}, EVIL),
    ("hits", {"packages": []}, EVIL),
    ("versions", {"name": EVIL, "versions": [PACKAGE]}),
    ("export", {"text": EVIL, "notices": [EVIL]}),
    ("export", {"text": EVIL, "notices": []}, EVIL),
    ("revisions", {"environment": EVIL, "revisions": [REVISION], "undo": EVIL}),
    ("health", HEALTH, EVIL),
    ("environment", {**ENVIRONMENT, "state": "ready", "protected": True}),
    ("text", {"title": EVIL, "text": EVIL}),
    ("document", {EVIL: [EVIL]}),
    ("job", JOB),
    ("progress", JOB),
    ("progress", {**JOB, "progress": {**JOB["progress"], "total": 0, "message": ""}}),
    ("progress", {**JOB, "state": "done"}),
    ("note", EVIL),
    ("problem", PROBLEM),
]


@pytest.mark.parametrize(("kind", "data"), [(kind, data) for kind, *data in ANSWERS])
def test_whatever_is_in_an_answer_it_is_well_formed_and_runs_nothing(kind, data):
    shown = getattr(html, kind)(*data)
    tags = Tags(shown.replace(STYLE, ""))
    assert "script" not in tags.seen
    assert not [name for name in tags.attributes if name.startswith("on")]
    assert "\x1b" not in shown


def test_the_rest_of_a_long_table_is_folded_away():
    shown = html.plan(PLAN)
    assert "<summary>All 24</summary>" in shown


def test_what_was_asked_for_comes_first():
    asked, other = change(requested=True), change(requested=False)
    shown = html.plan({**PLAN, "conda": [{**other, "name": "aaa"}, {**asked, "name": "zzz"}]})
    assert shown.index("<strong>zzz</strong>") < shown.index("aaa")


def test_every_colour_has_one_for_pages_that_set_none():
    assert re.findall(r"var\(--[\w-]+\)", STYLE) == []
