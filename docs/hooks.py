"""What MkDocs calls while it builds the pages: entries of the navigation with *, and links to files beside docs/."""

import re
from pathlib import Path
from typing import Any

LINK = re.compile(r"\[([^\]]+)\]\((\.\./[^)#\s]+)[^)]*\)")


def on_config(config: Any) -> Any:
    """Put in the place of an entry with * the pages that are there."""
    docs = Path(config.docs_dir)
    named = set(re.findall(r"[\w/-]+\.md", str(config.nav)))

    def filled(entries: list[Any]) -> list[Any]:
        found: list[Any] = []
        for entry in entries:
            if isinstance(entry, dict):
                found.append({title: filled(part) if isinstance(part, list) else part for title, part in entry.items()})
            elif "*" in entry:
                pages = {path.relative_to(docs).as_posix() for path in docs.glob(entry)} - named
                named.update(pages)
                found += sorted(pages)
            else:
                found.append(entry)
        return found

    config.nav = filled(config.nav)
    return config


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """Name a file of the repository that is not among the pages, where GitHub has a link to it."""
    docs = Path(config.docs_dir).resolve()

    def named(link: re.Match[str]) -> str:
        path = (docs / page.file.src_uri).parent.joinpath(link[2]).resolve()
        if path.is_relative_to(docs) or not path.exists():
            return link[0]  # MkDocs' own, or broken
        return f"{link[1]} (`{path.relative_to(docs.parent)}`)"

    return LINK.sub(named, markdown)
