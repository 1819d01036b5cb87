"""Bounds of what is taken in: bytes as they come, files, fields, and time."""

from __future__ import annotations

import asyncio
import contextlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tambon_gis.serve.desk import Limits

__all__ = ["BoundedRoute", "bounded"]

#: Why Starlette's reader of forms gives up, as it begins to say it.
_TOO_MANY = ("Too many files", "Too many fields", "Part exceeded")


class BoundedRoute(APIRoute):
    """A route whose forms have bounds of the desk: files, fields, and bytes of a field."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """
        Read forms by the bounds of the desk.

        Returns
        -------
        callable
            The handler of the route.
        """
        handler = super().get_route_handler()

        async def within(request: Request) -> Response:
            try:
                return await handler(_Bounded(request.scope, request.receive))
            except HTTPException as fault:
                if str(fault.detail).startswith(_TOO_MANY):
                    raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE) from None
                raise

        return within


class _Bounded(Request):
    """A request that reads no more files and fields than are allowed."""

    def form(self, **_: Any) -> Any:
        limits: Limits = self.app.state.desk.limits
        return super().form(
            max_files=limits.files, max_fields=limits.fields, max_part_size=limits.form
        )


def bounded(app: ASGIApp, limits: Limits) -> ASGIApp:
    """
    Count what an application reads, whatever was said of its length.

    Parameters
    ----------
    app : ASGIApp
        The application. It is told of too much, or too slow, as a refused request.
    limits : Limits
        The bounds.

    Returns
    -------
    ASGIApp
        The same application, which reads no more than that.
    """

    async def within(scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        sends_files = headers.get("content-type", "").lower().startswith("multipart/form-data")
        most = limits.upload if sends_files else limits.form
        too_long = int(headers.get("content-length", 0)) > most
        read, whole = 0, False

        async def counted() -> Message:
            nonlocal read, whole
            if too_long:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            try:
                message = await asyncio.wait_for(receive(), None if whole else limits.pause)
            except TimeoutError:
                raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from None
            read += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if read > most:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        async def heard(message: Message) -> None:
            ends = message["type"] == "http.response.body" and not message.get("more_body")
            if not ends or whole or (read <= most and not too_long):
                await send(message)
                return
            # The sender is still speaking: what was said reaches it only if it is heard out a while
            await send({**message, "more_body": True})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(limits.patience):
                    while (await receive()).get("more_body"):
                        pass
            await send({"type": "http.response.body", "body": b""})

        await app(scope, counted, heard)

    return within
