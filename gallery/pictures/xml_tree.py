"""Parse and write small XML documents without losing anything that means something: prefixes, comments, order.

The standard parser is safe here, because documents with a document type, and so with entities, are refused first.
"""

import codecs
from collections.abc import Iterator, Sized
from xml.dom.minidom import CDATASection, Comment, Document, Element, Node, ProcessingInstruction, Text, parseString
from xml.parsers.expat import ExpatError, ParserCreate

from gallery.errors import SidecarConflict

MAX_DEPTH = 100
"""Elements within each other. XMP needs about ten; the parser's tree is read and written recursively."""

MAX_NODES = 20_000
"""Elements and attributes. darktable's longest histories need about a tenth."""

_BYTE_ORDER_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans({"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


def parse_xml(data: bytes) -> Document:
    """Parse a document. Raises SidecarConflict if it isn't well-formed, or could be an attack."""
    try:
        text = data.decode(_BYTE_ORDER_MARKS.get(data[:2], "utf-8-sig"))
        _check(text)
        return parseString(text)  # noqa: S318 - without a document type there are no entities that could expand
    except (ValueError, ExpatError) as error:
        raise SidecarConflict("It isn't well-formed XML in UTF-8 or UTF-16.") from error


def write_xml(document: Document) -> bytes:
    """Return a parsed document as UTF-8. Raises SidecarConflict if so much was added that it couldn't be read again."""
    lines = ("".join(_write(node)) for node in document.childNodes)
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n"
    _check(text)
    return text.encode()


def _check(text: str) -> None:
    """Raise SidecarConflict for a document type, or too many levels or nodes, before anything is built."""
    depth = nodes = 0

    def start(_: str, attributes: Sized) -> None:
        nonlocal depth, nodes
        depth += 1
        nodes += 1 + len(attributes)
        if depth > MAX_DEPTH:
            raise SidecarConflict("A sidecar can have up to %(most)s elements within each other.", most=MAX_DEPTH)
        if nodes > MAX_NODES:
            raise SidecarConflict("A sidecar can have up to %(most)s elements and attributes.", most=f"{MAX_NODES:,}")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: object) -> None:
        raise SidecarConflict("A sidecar can't have a document type.")

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, refuse
    parser.Parse(text, True)  # noqa: FBT003 - the last part


def _write(node: Node) -> Iterator[str]:
    if isinstance(node, Element):
        yield from _write_element(node)
    elif isinstance(node, CDATASection):
        yield f"<![CDATA[{node.data}]]>"
    elif isinstance(node, Comment):
        yield f"<!--{node.data}-->"
    elif isinstance(node, Text):
        yield node.data.translate(_TEXT)
    elif isinstance(node, ProcessingInstruction):
        yield f"<?{node.target} {node.data}?>"


def _write_element(element: Element) -> Iterator[str]:
    yield f"<{element.tagName}"
    for name, value in element.attributes.items():
        yield f' {name}="{value.translate(_ATTRIBUTE)}"'
    if not element.childNodes:
        yield "/>"
        return
    yield ">"
    for child in element.childNodes:
        yield from _write(child)
    yield f"</{element.tagName}>"
