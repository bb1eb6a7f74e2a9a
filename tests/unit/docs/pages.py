"""The pages of the documentation, taken apart: headings, links, code blocks and commands."""

import re
import shlex
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

from tools.reference import anchor

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "inference_image/*.md", "examples/*/*.md", "charts/*/*.md")
    for path in ROOT.glob(pattern)
)
PROGRAMS = ("make", "kubectl", "modelbench", "helm", "python", "docker", "go", "pip")


def name(page):
    """A page's path in the repository."""
    return str(page.relative_to(ROOT))


@cache
def tokens(page):
    """The page's Markdown tokens."""
    return tuple(MarkdownIt("commonmark").enable("table").parse(page.read_text()))


def headings(page):
    """Each heading as (level, plain text)."""
    found = []
    for before, token in zip(tokens(page), tokens(page)[1:], strict=False):
        if before.type == "heading_open":
            found.append((int(before.tag[1:]), "".join(c.content for c in token.children)))
    return found


def anchors(page):
    """The fragments of its headings, as GitHub makes them, and of its own ``<a id>``."""
    found: list[str] = []
    for _, heading in headings(page):
        slug = anchor(heading)
        repeated = sum(
            re.fullmatch(rf"{re.escape(slug)}(-\d+)?", other) is not None for other in found
        )
        found.append(f"{slug}-{repeated}" if repeated else slug)
    return {*found, *re.findall(r'<a id="([^"]+)">', page.read_text())}


def links(page):
    """The targets of its links and pictures."""
    inline = [child for token in tokens(page) for child in token.children or ()]
    found = [child.attrGet("href") or child.attrGet("src") for child in inline]
    pictures = re.findall(r'(?:src|srcset)="([^"]+)"', page.read_text())
    return [target for target in found if target] + pictures


@dataclass(frozen=True)
class Block:
    """A code block: ``language`` is empty when the page gives none."""

    page: str
    language: str
    text: str


def blocks(page):
    """Its code blocks, fenced or indented."""
    return [
        Block(name(page), token.info.strip(), token.content)
        for token in tokens(page)
        if token.type in ("fence", "code_block")
    ]


def commands(page):
    """Each command of a known program in its code blocks, as (page, words)."""
    for block in blocks(page):
        if block.language in ("", "sh", "console", "shell", "bash"):
            for line in block.text.replace("\\\n", " ").splitlines():
                yield from ((block.page, words) for words in split(line))


def split(line):
    """The commands of one line: ``$ `` before it and ``# ...`` after it are left out."""
    line = line.strip().removeprefix("$ ")
    if line.split(" ")[0] not in (*PROGRAMS, *(f"{p}3" for p in PROGRAMS)) and "=" not in line:
        return
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return
    command: list[str] = []
    for word in [*words, "|"]:
        if word in ("|", "&&", ";", "||", ">", ">>"):
            if command and command[0] in PROGRAMS:
                yield tuple(command)
            command = []
        elif command or "=" not in word:
            command.append(word)
