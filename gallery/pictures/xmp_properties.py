"""Properties of an XMP document (ISO 16684-1), whichever way software wrote them, read and changed in place."""

from collections.abc import Iterator, Sequence
from xml.dom.minidom import Attr, Comment, Document, Element, Node, Text

from gallery.errors import SidecarConflict
from gallery.pictures.xml_namespaces import XML, XMLNS, Namespaces

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DEFAULT_LANGUAGE = "x-default"

Name = tuple[str, str, str]
"""Namespace, preferred prefix and local name of a property."""

ABOUT: Name = (RDF, "rdf", "about")


class XmpProperties:
    """The properties in a parsed document. Everything else in it stays as it is."""

    def __init__(self, document: Document) -> None:
        """Raises SidecarConflict if it isn't XMP."""
        self._document = document
        roots = document.getElementsByTagNameNS(RDF, "RDF")
        if not roots:
            raise SidecarConflict("It isn't XMP.")
        self._rdf = roots[0]

    def has(self, name: Name) -> bool:
        """Return whether a property is there, even if it's empty."""
        return bool(self._find(name))

    def read_text(self, name: Name) -> str | None:
        """Return a simple value, or that of the default language; None if the property is missing."""
        for found in self._find(name):
            if isinstance(found, Attr):
                return str(found.value)
            items = self._items(found)
            return _text_of(_choose_default(items)) if items is not None else _text_of(found)
        return None

    def read_items(self, name: Name) -> list[str] | None:
        """Return the items of an array; None if the property is missing."""
        for found in self._find(name):
            if isinstance(found, Attr):
                return [str(found.value)]
            items = self._items(found)
            return [_text_of(item) for item in items] if items is not None else [_text_of(found)]
        return None

    def remove(self, name: Name) -> None:
        """Remove a property, wherever it is."""
        for found in self._find(name):
            self._remove(found)

    def set_simple(self, name: Name, value: str) -> None:
        """Set a simple value."""
        found = self._keep_one(name)
        if isinstance(found, Element):
            _set_text(self._document, found, value)
        elif found is not None:
            found.value = value
        else:
            description = self._main()
            description.setAttributeNS(name[0], f"{_declare(description, name)}:{name[2]}", value)

    def set_default_text(self, name: Name, value: str) -> None:
        """Set the text of the default language, and of those that had the same text. Others stay."""
        element, items = self._open_array(name, "Alt")
        default = _choose_default(items)
        before = _text_of(default)
        same = [item for item in items if item is default or (before and _text_of(item) == before)]
        for item in same:
            _set_text(self._document, item, value)
        if not any(_language_of(item) == DEFAULT_LANGUAGE for item in same):
            item = self._append_item(element, value, first=True)
            item.setAttributeNS(XML, "xml:lang", DEFAULT_LANGUAGE)

    def set_items(self, name: Name, values: Sequence[str]) -> None:
        """Set the items of an unordered array. Those that stay keep what other software says about them."""
        element, items = self._open_array(name, "Bag")
        kept = set[str]()
        for item in items:
            text = _text_of(item)
            if text in values and text not in kept:
                kept.add(text)
            else:
                element.removeChild(item)
        for value in values:
            if value not in kept:
                self._append_item(element, value)

    def add_missing(self, other: "XmpProperties", limit: int) -> None:
        """Add the properties of another document that this one doesn't have.

        Raises SidecarConflict if their prefixes alone would take more characters than the limit: a few long ones can
        be needed thousands of times.
        """
        known = {_name_of(node) for node in self._list_properties()}
        description = self._main()
        namespaces = Namespaces(description)
        for node in other._list_properties():  # noqa: SLF001 - of the same class
            if _name_of(node) not in known and node.namespaceURI != RDF:
                limit -= self._import(node, description, namespaces)
                if limit < 0:
                    raise SidecarConflict("Together, the two sidecars would be too large.")

    def _list_properties(self) -> list[Attr | Element]:
        found: list[Attr | Element] = []
        for description in self._descriptions():
            attributes = [one for one in description.attributes.values() if one.namespaceURI not in {XMLNS, RDF, None}]
            found += [*attributes, *_elements(description)]
        return found

    def _import(self, node: Attr | Element, description: Element, namespaces: Namespaces) -> int:
        """Add a property, and return how many characters its prefixes take."""
        if isinstance(node, Attr):
            prefix = namespaces.declare(str(node.namespaceURI), node.prefix or "ns")
            description.setAttributeNS(node.namespaceURI, f"{prefix}:{node.localName}", node.value)
            return len(prefix)
        imported = self._document.importNode(node, True)  # noqa: FBT003 - with everything in it
        own = namespaces.adopt(node)
        for name, namespace in own.items():
            imported.setAttributeNS(XMLNS, name, namespace)
        description.appendChild(imported)
        return sum(len(name) + len(namespace) for name, namespace in own.items())

    def _descriptions(self) -> list[Element]:
        return [node for node in _elements(self._rdf) if (node.namespaceURI, node.localName) == (RDF, "Description")]

    def _find(self, name: Name) -> list[Attr | Element]:
        found: list[Attr | Element] = []
        for description in self._descriptions():
            attribute = description.getAttributeNodeNS(name[0], name[2])
            found += [attribute] if attribute is not None else []
            found += [node for node in _elements(description) if (node.namespaceURI, node.localName) == name[::2]]
        return found

    def _keep_one(self, name: Name) -> Attr | Element | None:
        """Return where the property is. A resource has each only once."""
        found = self._find(name)
        for other in found[1:]:
            self._remove(other)
        return found[0] if found else None

    def _remove(self, found: Attr | Element | None) -> None:
        if isinstance(found, Element) and found.parentNode:
            found.parentNode.removeChild(found)
        elif isinstance(found, Attr) and found.ownerElement:
            found.ownerElement.removeAttributeNode(found)

    def _main(self) -> Element:
        """Return the first description, made if there's none."""
        descriptions = self._descriptions()
        if descriptions:
            return descriptions[0]
        description = self._create("Description")
        self._rdf.appendChild(description)
        description.setAttributeNS(RDF, f"{_declare(description, ABOUT)}:about", "")
        return description

    def _items(self, element: Element) -> list[Element] | None:
        """Return the items of an array, or None if it's a simple value."""
        array = next(_arrays(element), None)
        return None if array is None else [node for node in _elements(array) if node.localName == "li"]

    def _open_array(self, name: Name, kind: str) -> tuple[Element, list[Element]]:
        """Return the array of a property and its items, made from a simple value or from nothing if necessary."""
        found = self._keep_one(name)
        if isinstance(found, Element) and (array := next(_arrays(found), None)) is not None:
            return array, [node for node in _elements(array) if node.localName == "li"]
        value = None if found is None else str(found.value) if isinstance(found, Attr) else _text_of(found)
        self._remove(found)
        description = self._main()
        element = self._document.createElementNS(name[0], f"{_declare(description, name)}:{name[2]}")
        array = self._create(kind)
        description.appendChild(element)
        element.appendChild(array)
        return array, [self._append_item(array, value)] if value else []

    def _append_item(self, array: Element, value: str, *, first: bool = False) -> Element:
        item = self._create("li")
        _set_text(self._document, item, value)
        array.insertBefore(item, array.firstChild if first else None)
        return item

    def _create(self, local_name: str) -> Element:
        prefix = f"{self._rdf.prefix}:" if self._rdf.prefix else ""
        return self._document.createElementNS(RDF, f"{prefix}{local_name}")


def _elements(parent: Node) -> Iterator[Element]:
    return (node for node in list(parent.childNodes) if isinstance(node, Element))


def _arrays(element: Element) -> Iterator[Element]:
    return (node for node in _elements(element) if node.namespaceURI == RDF and node.localName in {"Alt", "Bag", "Seq"})


def _language_of(item: Element) -> str:
    return str(item.getAttributeNS(XML, "lang")).lower()


def _choose_default(items: Sequence[Element]) -> Element | None:
    """Return the item of the default language, else the first."""
    return next((item for item in items if _language_of(item) == DEFAULT_LANGUAGE), items[0] if items else None)


def _holder(element: Element) -> Element:
    """Return the element that has a value's text: `rdf:value` if the value has qualifiers."""
    for node in _elements(element):
        if (node.namespaceURI, node.localName) == (RDF, "value"):
            return node
        if (node.namespaceURI, node.localName) == (RDF, "Description"):
            return _holder(node)
    return element


def _text_of(element: Element | None) -> str:
    nodes = _holder(element).childNodes if element is not None else []
    # A comment is a text, too, for this parser.
    return "".join(node.data for node in nodes if isinstance(node, Text) and not isinstance(node, Comment)).strip()


def _set_text(document: Document, element: Element, value: str) -> None:
    holder = _holder(element)
    for node in list(holder.childNodes):
        holder.removeChild(node)
    if value:
        holder.appendChild(document.createTextNode(value))


def _name_of(node: Attr | Element) -> tuple[str, str]:
    return str(node.namespaceURI), str(node.localName)


def _declare(description: Element, name: Name) -> str:
    """Return the prefix of a namespace, declared if it isn't yet."""
    return Namespaces(description).declare(*name[:2])
