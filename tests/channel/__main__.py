"""``python -m tests.channel [FOLDER]``: make the channel, tell each step."""

import argparse
import time
from pathlib import Path

from tests.channel.build import DEFAULT, build
from tests.channel.download import DownloadError


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.channel", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    folder = parser.parse_args().folder
    started = time.monotonic()

    def report(line: str) -> None:
        print(f"[{time.monotonic() - started:5.1f} s] {line}", flush=True)

    try:
        build(folder, report)
    except DownloadError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
