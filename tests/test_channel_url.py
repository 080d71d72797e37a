"""Tokens and logins in the addresses of channels, and channels' short names."""

import pytest

from jupyter_envmgr.channel_url import public_url, short_name, without_secrets


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://host.example/t/tk-123/team", "https://host.example/team"),
        ("https://host.example/t/tk-123/team/", "https://host.example/team/"),
        ("https://host.example/t/tk-123", "https://host.example"),
        ("https://me:pass@host.example/team", "https://host.example/team"),
        ("https://tk-123@host.example/team", "https://host.example/team"),
        ("https://me:p@ss@host.example/team", "https://host.example/team"),
        ("https://me:pa/ss@host.example/team", "https://host.example/team"),
        ("https://me:p?a#ss@host.example/t/1/team", "https://host.example/team"),
        ("me:pass@host.example/team", "host.example/team"),
        ("host.example/t/tk-123/team", "host.example/team"),
        ("t/tk-123/team", "team"),
        (
            "--index-url https://me:pass@host.example/simple",
            "--index-url https://host.example/simple",
        ),
        ("--extra-index-url=https://tk@host.example/a", "--extra-index-url=https://host.example/a"),
        ("-ihttps://me:p@ss@host.example/a", "-ihttps://host.example/a"),
        ("-f https://host.example/t/tk-1/wheels", "-f https://host.example/wheels"),
        ("a[b] @ git+https://me:pw@host.example/a@v1", "a[b] @ git+https://host.example/a@v1"),
        ("-e git+https://tk@host.example/a#egg=a", "-e git+https://host.example/a#egg=a"),
        ("--index-url https://${NAME}:pass@host.example/a", "--index-url https://host.example/a"),
        ("--index-url https://host.example/t/tk/${A}", "--index-url https://host.example/${A}"),
    ],
)
def test_tokens_and_logins_are_not_public(url: str, public: str) -> None:
    assert public_url(url) == public


@pytest.mark.parametrize(
    "url",
    [
        "conda-forge",
        "conda-forge/label/dev",
        "pkgs/main",
        "t",
        "https://host.example:8443/team@2/noarch/a-1.0-0.conda",
        "https://t/conda-forge",
        "git+ssh://git@host.example/team/project@v1",
        "file:///home/t/mine/channel",
        "/home/t/mine/channel",
        "C:\\t\\mine",
        "-e /home/t/mine",
        "-f/home/t/mine",
        '--find-links "/home/t/my wheels"',
        "mine[a] @ file:///home/t/mine",
        "--find-links file:///home/t/mine/wheels",
        "--extra-index-url https://${NAME}:${PASS_1}@host.example/simple",
        "--index-url https://${TOKEN}@host.example/t/${OTHER}/simple",
        "--no-binary :all:",
        "numpy>=1,<2 ; python_version > '3.10'",
        "",
    ],
)
def test_an_address_without_secrets_stays_as_it_is(url: str) -> None:
    assert public_url(url) == url
    assert without_secrets(url) == url or "/t/" in url


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "cannot read 'https://me:pw@a.example/t/tk-1/c/noarch/x' now",
            "cannot read 'https://***@a.example/t/***/c/noarch/x' now",
        ),
        ("url (https://a.example/t/tk-1), 404", "url (https://a.example/t/***), 404"),
        (
            "https://a.example:80 and https://b@c.example",
            "https://a.example:80 and https://***@c.example",
        ),
        (
            "the proxy http://me:p/w@p.example:3128 is down",
            "the proxy http://***@p.example:3128 is down",
        ),
        ("--channel t/tk-1/team", "--channel t/***/team"),
        ("write to me@a.example", "write to me@a.example"),
    ],
)
def test_secrets_in_a_text_are_masked_and_the_rest_stays(text: str, shown: str) -> None:
    assert without_secrets(text) == shown


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        ("conda-forge", "conda-forge"),
        ("https://host.example/conda-forge", "conda-forge"),
        ("https://host.example/t/tk-123/team/osx-arm64", "team"),
        ("https://host.example/team/noarch/a-1.0-0.conda", "team"),
        ("https://host.example/pkgs/main/linux-64", "pkgs/main"),
        ("https://host.example/conda-forge/label/dev/win-64", "conda-forge/label/dev"),
        ("https://host.example/label", "label"),
        ("https://me:pass@host.example", "host.example"),
        ("t/tk-123/team", "team"),
        ("file:///srv/channel/noarch", "channel"),
        ("file:///C:/srv/channel", "channel"),
        ("C:\\srv\\channel", "channel"),
        ("./channel", "channel"),
    ],
)
def test_a_channel_has_the_short_name_that_conda_shows(channel: str, name: str) -> None:
    assert short_name(channel) == name
