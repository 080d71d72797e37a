"""``make bench``: every budget, as a ratio against a floor that is measured in the same run."""

from __future__ import annotations

import importlib
import pkgutil

import tests.bench


def main() -> None:
    print(f"{'':44} {'ours':>10} {'floor':>10} {'ratio':>7} {'budget':>7}")
    for module in pkgutil.iter_modules(tests.bench.__path__, "tests.bench."):
        if not module.name.rpartition(".")[2].startswith("bench_"):
            continue
        for name, ours, floor, budget in importlib.import_module(module.name).measure():
            ratio = ours / floor
            verdict = "" if ratio <= budget else "  over"
            print(
                f"{name:44} {ours * 1000:7.1f} ms {floor * 1000:7.1f} ms"
                f" {ratio:7.2f} {budget:7.2f}{verdict}",
                flush=True,
            )


if __name__ == "__main__":
    main()
