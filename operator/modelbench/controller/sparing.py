"""Kopf's connection to the API server, which spares the operator's memory.

Before it watches, Kopf lists all benchmarks at once, and thousands of finished ones with all
their figures have more than the operator may use. The inventory reads those page by page, so that
Kopf needs no more of them than which there are.
"""

import aiohttp
import kopf
from aiohttp.client_middlewares import ClientHandlerType

from modelbench.api.names import PLURAL
from modelbench.kube.client import METADATA_ALONE


def sparing_session(info: kopf.ConnectionInfo) -> kopf.AiohttpSession:
    """A session with these credentials, as Kopf would make one itself otherwise."""
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, ssl=info.as_ssl_context()),
        headers=info.as_http_headers(),
        auth=info.as_aiohttp_basic_auth(),
        proxy=info.proxy_url,
        trust_env=info.trust_env,
        middlewares=(_ask_for_metadata,),
    )
    return kopf.AiohttpSession(
        server=info.server, default_namespace=info.default_namespace, aiohttp_session=session
    )


async def _ask_for_metadata(
    request: aiohttp.ClientRequest, handler: ClientHandlerType
) -> aiohttp.ClientResponse:
    if request.url.name != PLURAL or "watch" in request.url.query:
        return await handler(request)
    request.headers["Accept"] = METADATA_ALONE
    response = await handler(request)
    if not response.ok or (await response.json())["items"] is not None:
        return response
    # The metadata of none is null, which ends Kopf's watch; a whole list of none is an empty one.
    request.headers["Accept"] = "application/json"
    return await handler(request)
