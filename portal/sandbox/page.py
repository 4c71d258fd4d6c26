"""The page of the sandbox: what each partner received."""

from html import escape
from typing import Final

TITLES: Final = {"carrier": "Bưu điện", "sms": "Tin nhắn SMS", "zalo": "Zalo", "push": "Thông báo trình duyệt"}
PAGE: Final = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5"><title>Đối tác thử nghiệm</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;margin:1rem;color-scheme:light dark}}
div{{overflow-x:auto}}table{{border-collapse:collapse}}
th,td{{border:1px solid;padding:.25rem .5rem;text-align:left}}</style>
</head><body><h1>Đối tác thử nghiệm đã nhận gì</h1>
<p>Không có gì ở đây rời khỏi máy này. Trang tự tải lại sau 5 giây.</p>{parts}</body></html>"""


def render(received: dict[str, list[dict[str, str]]]) -> str:
    """Return the page; whatever came over the wire is escaped."""
    return PAGE.format(parts="".join(_part(TITLES[name], rows) for name, rows in received.items()))


def _part(title: str, rows: list[dict[str, str]]) -> str:
    if not rows:
        return f"<h2>{escape(title)}</h2><p>Chưa có gì.</p>"
    names = list(rows[0])
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(row.get(name, ''))}</td>" for name in names) + "</tr>" for row in rows
    )
    return f"<h2>{escape(title)}</h2><div><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
