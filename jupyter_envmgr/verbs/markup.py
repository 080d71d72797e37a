"""Elements of HTML for a notebook's outputs, in the colours of the page around them.

JupyterLab's variables (``--jp-*``) where they are set, else what works on light and dark alike.
No scripts; without the style, as an untrusted notebook shows them, they are plain tables.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Iterable, NamedTuple

from .table import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

FEW = 12
"""Rows that a table shows at once where the rest can be unfolded."""

STYLE = """<style>
.envmgr.envmgr{color:var(--jp-ui-font-color1,inherit);max-width:60em;padding:2px 0;line-height:1.5;
font:var(--jp-ui-font-size1,13px)/1.5 var(--jp-ui-font-family,system-ui,sans-serif)}
.envmgr.envmgr p,.envmgr.envmgr ul{margin:2px 0;font-size:inherit}
.envmgr.envmgr ul{padding-left:1.4em}
.envmgr.envmgr h4{font:inherit;font-weight:600;font-size:1.1em;margin:0 0 2px}
.envmgr.envmgr table{border-collapse:collapse;table-layout:auto;margin:4px 0;font:inherit;border:0}
.envmgr.envmgr :is(td,th){text-align:left;vertical-align:top;padding:2px 16px 2px 0;border:0;
border-bottom:1px solid var(--jp-border-color2,#8884);white-space:nowrap;max-width:36em}
.envmgr.envmgr th{color:var(--jp-ui-font-color2,inherit);font-weight:500}
.envmgr.envmgr tr:nth-child(n){background:none}
.envmgr.envmgr .wide{white-space:normal;overflow-wrap:anywhere}
.envmgr.envmgr .number{text-align:right;font-variant-numeric:tabular-nums}
.envmgr.envmgr .dim{color:var(--jp-ui-font-color2,inherit);font-weight:400}
.envmgr.envmgr .plus{color:var(--jp-success-color1,#2e7d32);font-weight:700}
.envmgr.envmgr .minus{color:var(--jp-error-color1,#d32f2f);font-weight:700}
.envmgr.envmgr .other{color:var(--jp-info-color1,#0277bd);font-weight:700}
.envmgr.envmgr table:has(+ details[open]){display:none}
.envmgr.envmgr p:is(.good,.bad,.warning,.info){padding-left:1.3em;text-indent:-1.3em}
.envmgr.envmgr :is(.good,.bad,.warning,.info)::before{font-weight:700;display:inline-block;
width:1.3em;text-indent:0}
.envmgr.envmgr .good::before{content:"✓";color:var(--jp-success-color1,#2e7d32)}
.envmgr.envmgr .bad::before{content:"✕";color:var(--jp-error-color1,#d32f2f)}
.envmgr.envmgr .warning::before{content:"!";color:var(--jp-warn-color1,#e65100)}
.envmgr.envmgr .info::before{content:"i";color:var(--jp-info-color1,#0277bd)}
.envmgr.envmgr .box{border-left:3px solid var(--jp-error-color1,#d32f2f);padding:4px 12px;
background:var(--jp-cell-editor-background,#8881);max-width:56em}
.envmgr.envmgr code{font-size:.95em;background:none;padding:0;color:inherit;white-space:pre-wrap}
.envmgr.envmgr pre{margin:4px 0;padding:6px 10px;max-height:32em;overflow:auto;color:inherit;
font:var(--jp-code-font-size,13px)/1.4 var(--jp-code-font-family,monospace);
background:var(--jp-cell-editor-background,#8881)}
.envmgr.envmgr summary{cursor:pointer;color:var(--jp-content-link-color,LinkText)}
.envmgr.envmgr progress{width:20em;vertical-align:middle;margin-right:.8em;
accent-color:var(--jp-brand-color1,#1976d2)}
</style>"""


class Cell(NamedTuple):
    """What stands in a table, as HTML, with the class of its column."""

    html: str
    kind: str = ""


def page(*parts: str) -> str:
    """An output: its parts, one below the other."""
    return f'{STYLE}<div class="envmgr">{"".join(parts)}</div>'


def plain(value: object) -> str:
    """Anything as text, whatever is in it."""
    return escape(clean("" if value is None else value))


def code(value: object) -> str:
    return f"<code>{plain(value)}</code>"


def strong(value: object) -> str:
    return f"<strong>{plain(value)}</strong>"


def dim(value: object) -> str:
    return f'<span class="dim">{plain(value)}</span>' if value else ""


def title(value: object, beside: str = "") -> str:
    return f"<h4>{plain(value)}{beside}</h4>"


def line(html: str, kind: str = "") -> str:
    """A paragraph; ``kind`` is good, bad, warning, info or dim."""
    return f'<p class="{kind}">{html}</p>' if kind else f"<p>{html}</p>"


def block(value: str) -> str:
    """Text with line ends of its own."""
    return f"<pre>{plain(value)}</pre>"


def number(value: object) -> Cell:
    return Cell(plain(value), "number")


def wide(value: object) -> Cell:
    """A cell whose text may be long."""
    return Cell(plain(value), "wide")


def table(head: Sequence[str], body: Sequence[Sequence[Cell | str]], few: int | None = None) -> str:
    """A table; a plain string among the cells is text. Empty columns are left out.

    With ``few``, the rows after so many are folded away if they are more than a handful; the
    whole table then takes the place of its beginning.
    """
    cells = [
        [each if isinstance(each, Cell) else Cell(plain(each)) for each in row] for row in body
    ]
    used = [place for place in range(len(head)) if any(row[place].html for row in cells)]
    rows = [_row("td", [row[place] for place in used]) for row in cells]
    kinds = [cells[0][place].kind if cells else "" for place in used]
    first = _row("th", [Cell(plain(head[place]), kind) for place, kind in zip(used, kinds)])
    if few is None or len(rows) <= few + few // 3:
        return _table(first, rows)
    return _table(first, rows[:few]) + folded(f"All {len(rows)}", _table(first, rows))


def folded(summary: str, html: str) -> str:
    """What is shown when its summary is clicked."""
    return f"<details><summary>{plain(summary)}</summary>{html}</details>"


def box(kind: str, *parts: str) -> str:
    """A box that tells what went wrong."""
    return f'<div class="box" role="alert">{line(parts[0], kind)}{"".join(parts[1:])}</div>'


def bar(done: float, total: float, label: str) -> str:
    """How far something is; without a total, only that it goes on."""
    amount = f' value="{done:g}" max="{total:g}"' if total > 0 else ""
    return f'<progress aria-label="{plain(label)}"{amount}></progress>'


def _table(head: str, rows: Iterable[str]) -> str:
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def _row(tag: str, cells: Iterable[Cell]) -> str:
    inner = (
        f'<{tag} class="{cell.kind}">{cell.html}</{tag}>'
        if cell.kind
        else f"<{tag}>{cell.html}</{tag}>"
        for cell in cells
    )
    return f"<tr>{''.join(inner)}</tr>"
