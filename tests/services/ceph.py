"""A Ceph cluster of one machine with its S3 gateway: a real S3 server, on loopback, in one folder.

One monitor, one storage daemon on a sparse file, one gateway. Nothing outlives `running`.
"""

import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from services.ports import free_port
from services.s3 import S3Server

_CONFIGURATION = """
[global]
fsid = {fsid}
mon host = [v2:127.0.0.1:{monitor_port}/0]
mon initial members = a
mon data = {folder}/monitor
osd data = {folder}/storage
keyring = {folder}/keyring
run dir = {folder}
admin socket = {folder}/$name.asok
pid file =
log file = {folder}/$name.log
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false

# One copy of everything: there is nowhere else to put a second one.
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 1000
osd crush chooseleaf type = 0

# The gateway makes its pools one after another, and each waits for the monitor to gather changes: 13 s of waiting by
# default, 6 s so.
paxos propose interval = 0.05
paxos min wait = 0.01

# A nearly full disk of a developer's machine is no reason to refuse to start.
mon data avail crit = 1
mon data avail warn = 2

osd objectstore = bluestore
bluestore block size = 8589934592
osd memory target = 939524096

[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:{port} tcp_nodelay=1
rgw enable ops log = false
rgw enable usage log = false
rgw thread pool size = 32
"""

_KEYS = {
    "mon.": ["mon", "allow *"],
    "client.admin": ["mon", "allow *", "osd", "allow *", "mgr", "allow *"],
    "osd.0": ["mon", "allow profile osd", "osd", "allow *"],
    "client.rgw": ["mon", "allow rw", "osd", "allow rwx"],
}


@contextmanager
def running(folder: Path) -> Iterator[S3Server]:
    """Start the cluster in `folder`, which takes some 10 s, and stop it at the end."""
    server = S3Server(f"http://127.0.0.1:{free_port()}", "the-access-key", "the-secret-key")
    cluster_id, storage_id = str(uuid.uuid4()), str(uuid.uuid4())
    monitor_port = free_port()
    (folder / "monitor").mkdir()
    (folder / "storage").mkdir()
    configuration = folder / "ceph.conf"
    configuration.write_text(
        _CONFIGURATION.format(fsid=cluster_id, folder=folder, monitor_port=monitor_port, port=server.port)
    )
    keyring, monitor_map = folder / "keyring", folder / "monitor-map"

    def run(program: str, *arguments: str | Path, seconds: float = 300) -> str:
        done = subprocess.run(
            [program, *map(str, arguments)], capture_output=True, text=True, timeout=seconds, check=False, cwd=folder
        )
        assert done.returncode == 0, f"{program} failed: {done.stderr}"
        return done.stdout

    for name, rights in _KEYS.items():
        pairs = [part for kind, right in zip(rights[::2], rights[1::2], strict=True) for part in ("--cap", kind, right)]
        run(
            "ceph-authtool",
            keyring,
            *([] if keyring.exists() else ["--create-keyring"]),
            "--gen-key",
            "-n",
            name,
            *pairs,
        )
    address = f"[v2:127.0.0.1:{monitor_port}]"
    run("monmaptool", "--create", "--fsid", cluster_id, "--addv", "a", address, monitor_map)
    run("ceph-mon", "-c", configuration, "-i", "a", "--mkfs", "--monmap", monitor_map, "--keyring", keyring)
    (folder / "storage" / "keyring").write_bytes(keyring.read_bytes())

    with ExitStack() as stack:
        stack.enter_context(_daemon(folder, "ceph-mon", "-f", "-c", configuration, "-i", "a"))
        run("ceph", "-c", configuration, "osd", "new", storage_id, "0")
        run("ceph-osd", "-c", configuration, "-i", "0", "--mkfs", "--osd-uuid", storage_id)
        stack.enter_context(_daemon(folder, "ceph-osd", "-f", "-c", configuration, "-i", "0"))
        stack.enter_context(_daemon(folder, "radosgw", "-f", "-c", configuration, "-n", "client.rgw"))
        _wait_for(server.url, seconds=300)
        run(
            *("radosgw-admin", "-c", configuration, "-n", "client.rgw", "user", "create", "--uid=tests"),
            *("--display-name=tests", f"--access-key={server.access_key}", f"--secret={server.secret_key}"),
        )
        yield server


@contextmanager
def _daemon(folder: Path, program: str, *arguments: str | Path) -> Iterator[None]:
    with (folder / f"{program}.out").open("wb") as output:
        process = subprocess.Popen([program, *map(str, arguments)], stdout=output, stderr=output, cwd=folder)
        try:
            yield
        finally:
            process.kill()  # what it stored goes with the folder
            process.wait()


def _wait_for(url: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            assert time.monotonic() < deadline, f"{url} does not answer"
            time.sleep(0.2)
        else:
            return
