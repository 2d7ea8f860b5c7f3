"""The brief as one self-contained HTML page that prints on two sheets of A4."""

from __future__ import annotations

from html import escape

from classifier.brief.facts import Entry, Facts, MeasureCounts

COLOURS = ("#08519c", "#6baed6", "#bdbdbd")  # main aim, component, named only
_STYLE = """
@page{size:A4;margin:13mm 15mm}
*{box-sizing:border-box;-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{font:9.5pt/1.35 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;color:#222;
max-width:180mm;margin:0 auto;overflow-wrap:anywhere}
@media screen{body{padding:10mm 0;font-size:11pt}}
h1{font-size:1.6em;margin:0 0 .3em}h2{font-size:1.15em;margin:.9em 0 .3em;border-bottom:1.5px solid #08519c}
p{margin:.2em 0}.note{color:#555;font-size:.86em}
table{border-collapse:collapse;width:100%}td,th{padding:.2em .5em;text-align:right;vertical-align:top}
td:not(:first-child),th:not(:first-child){white-space:nowrap}
td:first-child,th:first-child,td.bar{text-align:left}tr{border-top:1px solid #ddd}
td:first-child{width:32%}td.bar{width:26%;padding-top:.45em}td.bar i{display:inline-block;height:.8em}
tr.subs{border:0}tr.subs td{white-space:normal;padding-top:0;color:#555;font-size:.86em}
ol{margin:.2em 0;padding-left:1.8em}li{margin:.25em 0;break-inside:avoid}
q{font-style:italic}
"""


def brief_page(facts: Facts, lang: str) -> str:
    """The page; whatever comes from texts and names is escaped."""
    say = facts.phrases
    most = max([1, *(one.total for one in facts.measures)])
    heads = "".join(
        f'<th><span style="color:{colour}">■</span> {escape(name)}</th>'
        for name, colour in zip(facts.degrees, COLOURS, strict=True)
    )
    strong = "".join(map(_entry, facts.strongest))
    doubtful = "".join(f"<li><b>{escape(name)}</b>: {escape(reason)}</li>" for name, reason in facts.doubtful)
    parts = [
        f"<h1>{escape(facts.title)}</h1>",
        f"<h2>{escape(say.came_in)}</h2>",
        f"<p>{escape(facts.came_in)}</p>",
        f"<h2>{escape(say.measures)}</h2>",
        f"<table><tr><th>{escape(say.measure)}</th>{heads}<th>{escape(say.total)}</th><th></th></tr>",
        *(_measure(one, most, say.submeasures) for one in facts.measures),
        f'</table><p class="note">{escape(say.counted)}</p>',
        f"<h2>{escape(say.strongest.format(count=len(facts.strongest)))}</h2>" if strong else "",
        f"<ol>{strong}</ol>" if strong else f"<p>{escape(say.no_strongest)}</p>",
        f"<h2>{escape(say.doubtful)}</h2>",
        f"<ol>{doubtful}</ol>" if doubtful else f"<p>{escape(say.no_doubtful)}</p>",
        f"<p>{escape(facts.more)}</p>" if facts.more else "",
        f'<p class="note">{escape(facts.footer)}</p>',
    ]
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">\n<title>{escape(facts.title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body>\n" + "\n".join(filter(None, parts)) + "\n</body></html>\n"
    )


def _measure(one: MeasureCounts, most: int, submeasures: str) -> str:
    bars = "".join(
        f'<i style="width:{100 * count / most:.1f}%;background:{colour}"></i>'
        for count, colour in zip(one.counts, COLOURS, strict=True)
        if count
    )
    counts = "".join(f"<td>{count}</td>" for count in (*one.counts, one.total))
    subs = (
        f'<tr class="subs"><td colspan="{len(one.counts) + 3}">{escape(submeasures)}: '
        f"{escape(one.submeasures)}</td></tr>"
        if one.submeasures
        else ""
    )
    return f'<tr><td>{escape(one.name)}</td>{counts}<td class="bar">{bars}</td></tr>{subs}'


def _entry(entry: Entry) -> str:
    quote = f"<br><q>{escape(entry.quote)}</q>" if entry.quote else ""
    place = f' <span class="note">{escape(entry.place)}</span>' if entry.place else ""
    head = f'<b>{escape(entry.project)}</b> <span class="note">{escape(entry.head)}</span>'
    return f"<li>{head}{quote}{place}</li>"
