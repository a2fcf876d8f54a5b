"""A ComfyUI server's WebSocket, by aiohttp as ComfyUI itself does it, before the stand-in that answers everything else.

usage: comfyui_news.py STAND_IN
Prints the address it listens at. For each client it tells of the prompt that bears the client's name.
"""

import asyncio
import sys

from aiohttp import ClientSession, WSMsgType, web

behind = sys.argv[1]


async def news(request):
    socket = web.WebSocketResponse(autoping=False)
    await socket.prepare(request)
    prompt = request.query["clientId"]

    async def tell(kind, **data):
        await socket.send_json({"type": kind, "data": {**data, "prompt_id": prompt}})

    await socket.send_json({"type": "status", "data": {"status": {"exec_info": {"queue_remaining": 1}}, "sid": prompt}})
    await tell("execution_start", timestamp=1)
    # A preview picture of 200,000 bytes, and a ping that nobody answers.
    await socket.send_bytes(bytes(4) + b"\0\0\0\1" + bytes(200_000))
    await socket.ping()
    await tell("execution_cached", nodes=["1", "2", "3", "4"], timestamp=2)
    await tell("executing", node="5", display_node="5")
    await tell("progress", value=5, max=20, node="5")
    await socket.send_json({"type": "progress", "data": {"value": 20, "max": 20, "node": "6", "prompt_id": "other"}})
    await tell("progress", value=10, max=20, node="5")
    async for message in socket:
        if message.type in (WSMsgType.CLOSE, WSMsgType.ERROR):
            break
    return socket


async def passed_on(request):
    headers = {name: value for name, value in request.headers.items() if name.lower() not in ("host", "content-length")}
    async with request.app["session"].request(
        request.method, behind + request.path_qs, headers=headers, data=await request.read()
    ) as answer:
        kept = {name: answer.headers[name] for name in ("Content-Type",) if name in answer.headers}
        return web.Response(status=answer.status, headers=kept, body=await answer.read())


async def main():
    app = web.Application(client_max_size=1 << 28)
    app["session"] = ClientSession()
    app.router.add_get("/ws", news)
    app.router.add_route("*", "/{path:.*}", passed_on)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
