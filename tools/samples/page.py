"""Samples as .html with all that surrounds a notice on an office's site, and as plain .txt."""

from html import escape
from pathlib import Path

from source import FOOTNOTE, Block, Source, lead_and_rest, spans

STYLE = (
    "body{margin:0;font:16px/1.9 SimSun,serif}.top{background:#b01e23;color:#fff;padding:12px 5%}"
    ".nav a,.foot,.crumbs,.meta{color:#666;font-size:14px}.nav,.foot{background:#f2f2f2;padding:8px 5%}"
    ".main{width:86%;margin:auto}h1{text-align:center;font-size:24px}"
    ".meta{text-align:center;border-bottom:1px solid #ccc}"
    "p{text-indent:2em;margin:.4em 0}table{border-collapse:collapse;width:100%}td{border:1px solid #999;padding:4px}"
    ".right{text-align:right}.center{text-align:center;text-indent:0}"
)


def _paragraph(block: Block) -> str:
    if block.kind == "table":
        rows = [""] * len(block.rows)
        for top, _, down, right, text in spans(block.rows):
            size = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{right}"' if right > 1 else "")
            rows[top] += f"<td{size}>{escape(text)}</td>"
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    look = {"sign": "right", "number": "center", "center": "center", "addressee": "left", "left": "left"}.get(
        block.kind
    )
    if block.kind == "heading":
        lead, rest = lead_and_rest(block.marker + block.text)
        return f"<p><strong>{escape(lead)}</strong>{escape(rest)}</p>" if lead else f"<p>{escape(rest)}</p>"
    return f'<p class="{look}">{escape(block.text)}</p>' if look else f"<p>{escape(block.text)}</p>"


def write_html(source: Source, path: Path) -> None:
    """Write the sample as a page of a government site: navigation, crumbs, meta line, related links, foot, scripts."""
    encoding = source.settings.get("encoding", "utf-8")
    title = next(block.text for block in source.blocks if block.kind == "title")
    links = "".join(f'<a href="#">{escape(name)}</a>&nbsp;|&nbsp;' for name in source.parts("nav"))
    related = "".join(f'<li><a href="#">{escape(name)}</a></li>' for name in source.parts("related"))
    foot = "".join(f"<div>{escape(line)}</div>" for line in source.parts("foot"))
    body = "\n".join(_paragraph(block) for block in source.blocks if block.kind != "title")
    page = f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="{"gb2312" if encoding == "gb18030" else encoding}">
<title>{escape(title)}</title><style>{STYLE}</style>
<script>var visits = 128046; function share() {{ return "分享到微信，已有300人分享"; }}</script></head>
<body><div class="top">本站已支持IPv6访问</div>
<div class="nav">{links}</div>
<div class="crumbs">{escape(source.settings["crumbs"])}</div>
<div class="main"><h1>{escape(title)}</h1>
<div class="meta">{escape(source.settings["meta"])}</div>
<div class="article">
{body}
</div>
<div class="related"><b>相关推荐</b><ul>{related}</ul></div></div>
<div class="foot">{foot}</div></body></html>
"""
    path.write_bytes(page.encode(encoding))


def write_text(source: Source, path: Path) -> None:
    """Write the sample as plain text; the one in GB 18030 with the line ends of Windows, where it would come from."""
    lines = []
    for block in source.blocks:
        flush = block.kind in ("title", "number", "addressee", "center", "left", "sign")
        lines.append(("" if flush else "　　") + block.marker + FOOTNOTE.sub("", block.text))
    encoding = source.settings.get("encoding", "utf-8")
    end = "\r\n" if encoding == "gb18030" else "\n"
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
