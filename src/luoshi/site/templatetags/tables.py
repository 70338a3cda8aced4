"""The HTML of lights, cells and rows, made in Python: a list has hundreds, and a template for each took half its time.

Values are escaped, and numbers and dates localized, exactly as in ``{{ value }}``; safe strings stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from django import template
from django.template.base import render_value_in_context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import CountLink, DataCell, DataRow, DataTable, Light

register = template.Library()
ESCAPED = template.Context()
SHORT_REASON = 10  # characters: so short a reason stays on the line of its light


def render_value(value: object) -> str:
    """Return the HTML of ``{{ value }}``; most values are plain strings and take the short way."""
    return escape(value) if type(value) is str else render_value_in_context(value, ESCAPED)


@register.filter("light")
def render_light(light: Light | None) -> SafeString:
    """Return a light as HTML; "" without one. The label is always shown: shape and colour only repeat it."""
    return mark_safe(_light_html(light) if light else "")  # noqa: S308 its values are escaped


def _light_html(light: Light) -> str:
    shown = f'<span class="light light--{render_value(light.code)}">{render_value(light.label)}</span>'
    if not light.why:
        return shown
    short = " light__why--short" if len(light.why) <= SHORT_REASON else ""
    return f'{shown} <span class="light__why{short}">{render_value(light.why)}</span>'


@register.filter("cell")
def render_cell(cell: DataCell) -> SafeString:
    """Return the content of a cell as HTML, without its ``<td>``."""
    return mark_safe(_content_html(cell))  # noqa: S308 its values are escaped


def _content_html(cell: DataCell) -> str:
    parts = [_light_html(cell.light), " "] if cell.light else []
    text = render_value(cell.text)
    if cell.url:
        parts.append(_link_html(cell, text))
    elif cell.share is not None:
        parts.append(_share_html(cell.share, text))
    elif cell.full:
        parts.append(f'<span title="{render_value(cell.full)}">{text}</span>')
    elif cell.kind == "hash":
        parts.append(f"<code>{text}</code>")
    else:
        parts.append(text)
    if cell.note:
        parts.append(f'<span class="cell__note">{render_value(cell.note)}</span>')
    parts += map(step_html, cell.steps)
    if cell.counted:
        parts.append(f'<span class="counted"> {" ".join(map(_count_html, cell.counted))} </span>')
    return "".join(parts)


def step_html(step: Mapping[str, str], classes: str = "") -> str:
    """Return the button of a step, whose form opens in the dialog. ``classes``: further ones, each after a blank."""
    url = render_value(step["url"])
    opens = f'href="{url}" hx-get="{url}" hx-target="#dialog"'
    return f' <a class="button button--small{classes}" {opens}>{render_value(step["label"])}</a>'


def _link_html(cell: DataCell, text: str) -> str:
    url = render_value(cell.url)
    more = ' rel="noopener noreferrer"' if cell.external else ""
    if cell.full:
        more += f' title="{render_value(cell.full)}"'
    elif cell.head:
        more += f' title="{text}"'  # rows may be dense and cut it
    if cell.dialog:
        more += f' hx-get="{url}" hx-target="#dialog"'
    return f'<a href="{url}"{more}>{text}</a>'


def _share_html(share: int, words: str) -> str:
    return (
        ' <svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        ' <rect class="share__whole" width="100" height="10"/>'
        f' <rect class="share__part" width="{render_value(share)}" height="10"/>'
        f' </svg><span class="share__words">{words}</span> '
    )


def _count_html(counted: CountLink) -> str:
    shown = f'{_light_html(counted.light)} <span class="counted__figure">{render_value(counted.count)}</span>'
    if counted.url:
        return f'<a class="counted__one" href="{render_value(counted.url)}"> {shown} </a>'
    return f'<span class="counted__one"> {shown} </span>'


@register.simple_tag(name="table_rows")
def render_rows(table: DataTable) -> SafeString:
    """Return the rows of a table as HTML, without total."""
    choose = _("Choose %(name)s") if table.select else ""
    return mark_safe("\n".join(_row_lines(table.rows, choose)))  # noqa: S308 their values are escaped


def _row_lines(rows: Iterable[DataRow], choose: str) -> Iterable[str]:
    for row in rows:
        panel = f' data-panel="{render_value(row.panel)}"' if row.panel else ""
        yield f'<tr role="row"{panel}>'
        if choose:
            yield _pick_html(row, choose)
        yield from map(_cell_html, row.cells)
        yield "</tr>"


def _pick_html(row: DataRow, choose: str) -> str:
    """Return the cell with the row's box, or with why it may not be chosen."""
    if row.cannot:
        why = render_value(row.cannot)
        pick = (
            f'<span class="pick soft" title="{why}"> <span aria-hidden="true">—</span>'
            f' <span class="visually-hidden">{why}</span> </span>'
        )
    else:
        pick = (
            f'<label class="pick"> <input type="checkbox" name="row" value="{render_value(row.key)}" data-row>'
            f' <span class="visually-hidden">{choose % {"name": render_value(row.name)}}</span> </label>'
        )
    return f'<td role="cell" class="cell--pick"> {pick} </td>'


def _cell_html(cell: DataCell) -> str:
    kind = render_value(cell.kind or "text")
    if cell.head:
        return f'<th role="rowheader" scope="row" class="cell--{kind}">{_content_html(cell)}</th>'
    told = (cell.light.why or cell.note) if cell.light else ""
    title = f' title="{render_value(told)}"' if told else ""
    void = "" if cell.text or cell.light or cell.steps or cell.note or cell.counted else " cell--void"
    opens = f'<td role="cell"{title} class="cell--{kind}{void}" data-label="{render_value(cell.label)}">'
    return f"{opens}<div>{_content_html(cell)}</div></td>"
