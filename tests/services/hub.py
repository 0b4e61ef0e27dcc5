"""A stand-in of the Hugging Face Hub for datasets: what `HfApi` asks of it when a folder is uploaded, and nothing more.

Repositories are dictionaries of files; a commit is applied whole or not at all. Large files go through Git LFS's batch
protocol (https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md), whose transfer the real Hub offers beside its own.
"""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TOKEN = "hf_invented"


@dataclass
class Hub:
    """What was sent: the files of each repository, and which are private; `commits` counts."""

    url: str = ""
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    private: dict[str, bool] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)
    commits: int = 0

    async def create(self, request: Request) -> Response:
        wanted = await request.json()
        name = f"{wanted['organization']}/{wanted['name']}" if wanted.get("organization") else wanted["name"]
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return JSONResponse({"error": "Invalid username or password."}, 401)
        if name in self.files:
            return JSONResponse({"error": "You already created this dataset repo", "url": self.page(name)}, 409)
        self.files[name] = {".gitattributes": b""}
        self.private[name] = wanted.get("visibility") == "private"
        return JSONResponse({"url": self.page(name), "name": name, "id": name})

    def page(self, name: str) -> str:
        return f"{self.url}/datasets/{name}"

    async def info(self, request: Request) -> Response:
        name = _name(request)
        return JSONResponse({"id": name, "private": self.private[name], "sha": "0" * 40, "siblings": [], "tags": []})

    async def validate(self, request: Request) -> Response:
        _, header, _ = (await request.json())["content"].split("---\n", 2)
        errors = [] if isinstance(yaml.safe_load(header), dict) else [{"message": "no YAML"}]
        return JSONResponse({"errors": errors, "warnings": []}, 400 if errors else 200)

    async def tree(self, request: Request) -> Response:
        files = self.files[_name(request)].items()
        return JSONResponse([{"type": "file", "path": p, "size": len(d), "oid": "0" * 40} for p, d in files])

    async def preupload(self, request: Request) -> Response:
        wanted = (await request.json())["files"]
        mode = {f["path"]: "lfs" if f["path"].endswith(".parquet") else "regular" for f in wanted}
        return JSONResponse(
            {
                "files": [
                    {"path": f["path"], "uploadMode": mode[f["path"]], "shouldIgnore": False, "oid": None}
                    for f in wanted
                ]
            }
        )

    async def batch(self, request: Request) -> Response:
        wanted = (await request.json())["objects"]
        href = {o["oid"]: f"{self.url}/lfs/{o['oid']}" for o in wanted}
        actions = [
            {"oid": o["oid"], "size": o["size"], "actions": {"upload": {"href": href[o["oid"]]}}} for o in wanted
        ]
        body = json.dumps({"transfer": "basic", "objects": actions})
        return Response(body, media_type="application/vnd.git-lfs+json")

    async def put(self, request: Request) -> Response:
        body = await request.body()
        digest = hashlib.sha256(body).hexdigest()
        if digest != request.path_params["oid"]:
            return Response(status_code=400)
        self.objects[digest] = body
        return Response()

    async def commit(self, request: Request) -> Response:
        name = _name(request)
        files = dict(self.files[name])
        for line in (await request.body()).splitlines():
            operation = json.loads(line)
            value = operation["value"]
            if operation["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif operation["key"] == "lfsFile":
                files[value["path"]] = self.objects[value["oid"]]
            elif operation["key"] == "deletedFile":
                del files[value["path"]]
        self.files[name] = files
        self.commits += 1
        sha = f"{self.commits:040x}"
        return JSONResponse({"commitUrl": f"{self.page(name)}/commit/{sha}", "commitOid": sha, "hookOutput": ""})


def _name(request: Request) -> str:
    return f"{request.path_params['owner']}/{request.path_params['name']}"


@contextmanager
def serving() -> Iterator[Hub]:
    """A Hub without repositories on a free port of loopback."""
    hub = Hub()
    dataset = "/api/datasets/{owner}/{name}"
    app = Starlette(
        routes=[
            Route("/api/repos/create", hub.create, methods=["POST"]),
            Route("/api/validate-yaml", hub.validate, methods=["POST"]),
            Route(dataset, hub.info),
            Route(dataset + "/revision/main", hub.info),
            Route(dataset + "/tree/main", hub.tree),
            Route(dataset + "/preupload/main", hub.preupload, methods=["POST"]),
            Route("/datasets/{owner}/{name}.git/info/lfs/objects/batch", hub.batch, methods=["POST"]),
            Route("/lfs/{oid}", hub.put, methods=["PUT"]),
            Route(dataset + "/commit/main", hub.commit, methods=["POST"]),
        ]
    )
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    socket = server.config.bind_socket()
    hub.url = f"http://127.0.0.1:{socket.getsockname()[1]}"
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.should_exit = True
        thread.join()
        socket.close()
