"""XML as a tree, without the parts of XML that reach for other files or grow without end."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from tambon_gis.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["child", "inner", "name_of", "read", "text_of"]

DEEPEST = 100
BLOCK = 1 << 20


def read(path: Path, *, file: str) -> Element:
    """
    Parse an XML file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    file : str
        For messages.

    Returns
    -------
    xml.etree.ElementTree.Element
        Its root; names stand without their namespace.

    Raises
    ------
    InputError
        When it is not well formed, declares a document type (where entities come from), or is
        nested too deep.

    Examples
    --------
    >>> from contextlib import ExitStack
    >>> from tambon_gis.loaders.geodata.staging import folder
    >>> with ExitStack() as stack:
    ...     path = folder(stack) / "a.kml"
    ...     _ = path.write_text('<kml xmlns="x"><Document/></kml>')
    ...     root = read(path, file="a.kml")
    >>> root.tag, root[0].tag
    ('kml', 'Document')
    """
    builder = TreeBuilder()
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise InputError("layer.unsafe", where=file)
        plain = {name_of(key): value for key, value in attributes.items()}
        builder.start(name_of(tag), plain)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name_of(tag))

    def refuse(*_: object) -> None:
        raise InputError("layer.unsafe", where=file)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        with path.open("rb") as opened:
            while block := opened.read(BLOCK):
                parser.Parse(block, False)  # noqa: FBT003  (expat takes no keyword)
        parser.Parse(b"", True)  # noqa: FBT003
        return builder.close()
    except (expat.ExpatError, ValueError, LookupError, AssertionError) as fault:
        if isinstance(fault, InputError):
            raise
        raise InputError("boundary.unreadable", where=file) from None


def name_of(tag: str) -> str:
    """
    A name without its namespace.

    Parameters
    ----------
    tag : str
        As expat gives it: namespace, space, name.

    Returns
    -------
    str
        The name.

    Examples
    --------
    >>> name_of("http://www.opengis.net/kml/2.2 Point")
    'Point'
    """
    return tag.rpartition(" ")[2]


def child(element: Element, *path: str) -> Element | None:
    """
    A child by its names.

    Parameters
    ----------
    element : Element
        Where to start.
    *path : str
        Name of a child, of a child of that, and so on.

    Returns
    -------
    Element or None
        The first one.

    Examples
    --------
    >>> from xml.etree.ElementTree import fromstring
    >>> child(fromstring("<a><b><c>1</c></b></a>"), "b", "c").text
    '1'
    """
    found: Element | None = element
    for step in path:
        found = None if found is None else next((one for one in found if one.tag == step), None)
    return found


def text_of(element: Element, *path: str) -> str | None:
    """
    The text of a child.

    Parameters
    ----------
    element : Element
        Where to start.
    *path : str
        As for :func:`child`.

    Returns
    -------
    str or None
        Without spaces around it; None where there is none.

    Examples
    --------
    >>> from xml.etree.ElementTree import fromstring
    >>> text_of(fromstring("<a><b> x </b></a>"), "b"), text_of(fromstring("<a/>"), "b")
    ('x', None)
    """
    found = child(element, *path)
    return None if found is None else ("".join(found.itertext()).strip() or None)


def inner(element: Element, *names: str) -> Iterator[Element]:
    """
    Children of some names.

    Parameters
    ----------
    element : Element
        Their parent.
    *names : str
        Names.

    Yields
    ------
    Element
        Each, in order.

    Examples
    --------
    >>> from xml.etree.ElementTree import fromstring
    >>> len(list(inner(fromstring("<a><b/><c/><b/></a>"), "b")))
    2
    """
    return (one for one in element if one.tag in names)
