"""What a browser would make of a page."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """What a browser would make of a page: tags with their attributes, and the text of the source pane."""

    VOID = frozenset(("meta", "input", "br", "link", "img", "hr"))

    def __init__(self, words):
        super().__init__()
        self.tags, self.open, self.paper, self.marks = [], [], [], {}
        self.feed(words)
        assert self.open == [], "a tag stays open"

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag not in self.VOID:
            self.open.append((tag, given))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1][0] == tag, f"{tag} closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, data):
        if any(given.get("class") == "paper" for _, given in self.open):
            if not any(given.get("class") == "page-mark" for _, given in self.open):
                self.paper.append(data)
            for _, given in self.open:
                for key in ("data-s", "data-q", "data-h", "data-a", "data-u"):
                    for index in (given.get(key) or "").split():
                        self.marks.setdefault((key, int(index)), []).append(data)
