"""Where a pip package came from, as a requirement can say it."""

import pytest

from jupyter_envmgr.formats.direct_url import requirement_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ('{"url": "file:///home/me/mine", "dir_info": {"editable": true}}', "file:///home/me/mine"),
        (
            """{"url": "https://example.org/a.git", "subdirectory": "sub", "vcs_info":
                {"vcs": "git", "commit_id": "abc", "requested_revision": "main"}}""",
            "git+https://example.org/a.git@abc#subdirectory=sub",
        ),
        (
            '{"url": "https://example.org/a.whl", "archive_info": {}}',
            "https://example.org/a.whl",
        ),
    ],
)
def test_the_url_fetches_the_same_again(text, url):
    assert requirement_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"url": 1}',
        b"\xff",
        b'{"url": "\xff"}',
        pytest.param('{"url": "a", "x": ' + "[" * 20_000, id="deep"),
    ],
)
def test_a_damaged_file_says_nothing(text):
    assert requirement_url(text) is None
