"""Namespaces at an element: which are declared there, and which what's added to it needs."""

from xml.dom.minidom import Attr, Element, Node

XML = "http://www.w3.org/XML/1998/namespace"
XMLNS = "http://www.w3.org/2000/xmlns/"

DEFAULT = "xmlns"
"""The attribute that declares the namespace of names without a prefix."""


class Namespaces:
    """The namespaces that are declared where an element is. It gets those that are missing."""

    def __init__(self, element: Element) -> None:
        self._element = element
        self._declared = _read_scope(element)
        """By attribute: `xmlns:dc`."""
        nearest_last = reversed(self._declared.items())
        self._prefixes = {uri: name.partition(":")[2] for name, uri in nearest_last if name != DEFAULT}
        self._prefixes[XML] = "xml"

    def declare(self, namespace: str, wanted: str) -> str:
        """Return the prefix of a namespace, declared if it isn't yet."""
        if namespace not in self._prefixes:
            prefix = wanted
            while f"xmlns:{prefix}" in self._declared:
                prefix += "_"
            self._add(f"xmlns:{prefix}", namespace)
        return self._prefixes[namespace]

    def adopt(self, element: Element) -> dict[str, str]:
        """Declare what an element from elsewhere needs, with its prefixes.

        Return what it has to declare itself, because the prefix has another meaning here.
        """
        own = dict[str, str]()
        for name, namespace in _list_needed(element).items():
            if name not in self._declared and name != DEFAULT:
                self._add(name, namespace)
            elif self._declared.get(name, "") != namespace:
                own[name] = namespace
        return own

    def _add(self, name: str, namespace: str) -> None:
        self._element.setAttributeNS(XMLNS, name, namespace)
        self._declared[name] = namespace
        self._prefixes.setdefault(namespace, name.partition(":")[2])


def _read_scope(element: Node | None) -> dict[str, str]:
    scope = dict[str, str]()
    while isinstance(element, Element):
        for name, namespace in element.attributes.items():
            if name.split(":")[0] == "xmlns":
                scope.setdefault(name, namespace)
        element = element.parentNode
    return scope


def _list_needed(element: Element) -> dict[str, str]:
    """Return the namespaces that an element and what's in it use, but don't declare, by attribute."""
    needed = dict[str, str]()
    for child in element.childNodes:
        if isinstance(child, Element):
            needed |= _list_needed(child)
    attributes = list(element.attributes.values())
    named: list[Attr | Element] = [one for one in attributes if one.prefix and one.namespaceURI not in {XML, XMLNS}]
    for node in [element, *named]:
        needed[_declaration_of(node)] = node.namespaceURI or ""
    for attribute in attributes:
        needed.pop(attribute.name, None)
    return needed


def _declaration_of(node: Attr | Element) -> str:
    return f"xmlns:{node.prefix}" if node.prefix else DEFAULT
