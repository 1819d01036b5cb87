"""The element that holds a page's data: readable JSON, or the same JSON deflated where it is long.

What is deflated is read by the browser's own ``DecompressionStream``; an old browser says so.
"""

from __future__ import annotations

import base64
import zlib
from html import escape

__all__ = ["LONGEST_PLAIN", "data_block"]

#: Longer JSON than this is deflated: bytes.
LONGEST_PLAIN = 350_000
_LEVEL = 9


def data_block(text: str, *, sorry: str) -> str:
    r"""
    The script element that holds the data.

    Parameters
    ----------
    text : str
        JSON without ``<``, ``>`` and ``&`` as such
        (:func:`tambon_gis.render.web.payload.as_json`).
    sorry : str
        What a browser says that cannot inflate.

    Returns
    -------
    str
        HTML; the same text gives the same bytes.

    Examples
    --------
    >>> data_block('{"a":1}', sorry="")
    '<script type="application/json" id="data">{"a":1}</script>'
    >>> long = data_block('{"a":"' + 400_000 * "x" + '"}', sorry="ใช้ไม่ได้")
    >>> long[:73]
    '<script type="application/octet-stream" id="data" data-encoding="deflate"'
    """
    content = text.encode()
    if len(content) <= LONGEST_PLAIN:
        return f'<script type="application/json" id="data">{text}</script>'
    packed = base64.b64encode(zlib.compress(content, _LEVEL)).decode("ascii")
    kind = 'type="application/octet-stream" id="data" data-encoding="deflate"'
    return f'<script {kind} data-sorry="{escape(sorry)}">{packed}</script>'
