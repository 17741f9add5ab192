"""Keep the catalogues of words in step with the code, and make them ready for use.

    python tools/words.py [LANGUAGE]       with a new LANGUAGE, such as fr, begin its catalogue

What the code passes to `say`, or marks with `to_say` and says later, is a sentence to translate; so
is what goes through `say` in the page around the pad. This reads all of them, adds the new ones to
each `nnlib/app/locale/*/LC_MESSAGES/nnlib.po`, drops those that are gone, and compiles the .mo
beside it. The .po is what a translator edits, by hand or with Poedit.
"""

import argparse
import ast
import io
import re
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from nnlib.app.serve import TEMPLATE
from nnlib.app.words import DOMAIN, LOCALE
from nnlib.files import ROOT

# Lines of a catalogue's head that change without a change, or name a person.
DATED = ("POT", "PO-Rev", "Generated", "Last-T", "Language-Team", "Report", "Project-Id")
SAY = {"say", "translate", "to_say"}  # the names under which the code has its translator
SAID = re.compile(r"'([^']+)' \| say")  # in the page around the pad


def sources() -> list[Path]:
    """The files whose sentences are translated."""
    app, pages = (ROOT / "nnlib" / "app").rglob("*.py"), TEMPLATE.rglob("*.j2")
    return [*sorted(app), *sorted(pages), ROOT / "tools" / "handout.py"]


def sentences(path: Path) -> list[str]:
    """What one of them says."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".j2":
        return SAID.findall(text)
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    found = []
    for call in calls:
        name = getattr(call.func, "id", None) or getattr(call.func, "attr", None)
        if name in SAY and len(call.args) == 1 and isinstance(call.args[0], ast.Constant):
            found.append(call.args[0].value)
    return found


def template() -> Catalog:
    """Every sentence that the code says."""
    catalog = Catalog(project=DOMAIN, charset="utf-8")
    for path in sources():
        where = [(path.relative_to(ROOT).as_posix(), 1)]
        for sentence in sentences(path):
            catalog.add(sentence, None, where)
    return catalog


def renewed(path: Path, language: str) -> Catalog:
    """A language's catalogue with today's sentences."""
    catalog = Catalog(locale=language, project=DOMAIN, charset="utf-8")
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    catalog.update(template(), no_fuzzy_matching=True)
    catalog.header_comment, catalog.fuzzy = f"# The words of {DOMAIN}: {language}", False
    catalog.obsolete.clear()
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """The catalogue as text; sorted, without lines and dates, so that a change shows as itself."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, sort_output=True, include_lineno=False, omit_header=False)
    lines = buffer.getvalue().decode().splitlines()
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}' for name in DATED))]
    return ("\n".join(kept).rstrip() + "\n").encode()


def as_mo(catalog: Catalog) -> bytes:
    """The catalogue compiled; its head has a date that never changes."""
    plain = read_po(io.BytesIO(as_po(catalog)), locale=catalog.locale)
    never = datetime(2000, 1, 1, tzinfo=UTC)
    fixed = Catalog(
        catalog.locale, project=DOMAIN, charset="utf-8", creation_date=never, revision_date=never
    )
    for message in plain:
        if message.id and message.string:
            fixed.add(message.id, message.string)
    buffer = io.BytesIO()
    write_mo(buffer, fixed)
    return buffer.getvalue()


def known(code: str) -> str:
    """A language's code, if there is such a language."""
    try:
        return str(Locale.parse(code))
    except (UnknownLocaleError, ValueError) as error:
        raise argparse.ArgumentTypeError(error) from None


def main() -> None:
    """Renew all catalogues, and begin new ones."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("new", metavar="LANGUAGE", nargs="*", type=known, help="such as fr")
    new = parser.parse_args().new
    for language in sorted({path.name for path in LOCALE.iterdir() if path.is_dir()} | set(new)):
        path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = renewed(path, language)
        path.write_bytes(as_po(catalog))
        path.with_suffix(".mo").write_bytes(as_mo(catalog))
        missing = [message.id for message in catalog if message.id and not message.string]
        print(f"{language}: {len(catalog)} sentences, {len(missing)} not translated yet")


if __name__ == "__main__":
    main()
