"""Rows of a watch over many Services: the delay of changes, and what it costs while nothing changes."""
import contextlib
import json
import os
import pathlib
import queue
import statistics
import subprocess
import threading
import time

from measuring import CLIENT_ENVIRONMENT

IDLE_SECONDS = 20
CHANGES = 5
TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(process):
    """User and system time so far (proc(5), fields 14 and 15 of stat)."""
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident(process):
    """In MB."""
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:", 1)[1].split()[0]) / 1024


def idle_share(process):
    """In per cent of a core."""
    before, begin = cpu_seconds(process), time.monotonic()
    time.sleep(IDLE_SECONDS)
    return (cpu_seconds(process) - before) / (time.monotonic() - begin) * 100


class Watch:
    """`status -A --watch -o name`: one line for each Service, and for each change."""

    def __init__(self, client, pair):
        self.process = subprocess.Popen(
            [client, "status", "-A", "--watch", "-o", "name", "--no-metrics", *pair.options],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=CLIENT_ENVIRONMENT)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put((time.perf_counter(), line.strip()))

    def time_of(self, suffix, seconds):
        """When a line with that end came, or None."""
        end = time.monotonic() + seconds
        with contextlib.suppress(queue.Empty):
            while (left := end - time.monotonic()) > 0:
                when, line = self.lines.get(timeout=left)
                if line.endswith(suffix):
                    return when
        return None

    def await_lines(self, count, seconds):
        end = time.monotonic() + seconds
        with contextlib.suppress(queue.Empty):
            while count and (left := end - time.monotonic()) > 0:
                self.lines.get(timeout=left)
                count -= 1
        return not count


@contextlib.contextmanager
def watch(client, pair):
    watching = Watch(client, pair)
    try:
        yield watching
    finally:
        watching.process.terminate()
        watching.process.wait(20)


def idle_row(client, results, pair, title, services, changes):
    """What a watch costs while nothing changes and, if objects may be changed, how soon a change is shown."""
    name = f"status -A --watch, {title}"
    with watch(client, pair) as watching:
        begin = time.monotonic()
        if not watching.await_lines(services, 300):
            results.skip(name, "the watch did not list all Services within 5 minutes")
            return
        figures = {"all listed after, ms": (time.monotonic() - begin) * 1000}
        # The watches start after the lists, and report what happened in between.
        time.sleep(10)
        process = watching.process.pid
        figures["idle CPU, % of a core"] = idle_share(process)
        figures["resident MB"] = resident(process)
        if changes:
            figures.update(delays(watching, pair))
            figures["resident MB after changes"] = resident(process)
        results.add(name, figures, {"idle CPU, % of a core": 2, "change shown after, ms": 1000,
                                    "slowest change shown after, ms": 1000})


def delays(watching, pair):
    """From the request that creates a Service to its line."""
    times, path = [], "/api/v1/namespaces/default/services"
    for number in range(CHANGES):
        name = f"late-{number}"
        begin = time.perf_counter()
        pair.tenant.request("POST", path, json.dumps({
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": name},
            "spec": {"type": "LoadBalancer", "ports": [{"port": 8080, "protocol": "TCP"}]}}))
        when = watching.time_of(f"/{name}", 60)
        if when:
            times.append((when - begin) * 1000)
        time.sleep(4)
        pair.tenant.request("DELETE", f"{path}/{name}")
        time.sleep(2)
    if not times:
        return {"changes not shown within 60 s": CHANGES}
    return {"change shown after, ms": statistics.median(times), "slowest change shown after, ms": max(times)}


def sandbox_row(client, results, pair, process, begin, services):
    """A whole sandbox: the time until all Services have addresses, and its CPU time while nothing changes."""
    done = subprocess.run([client, "status", "-A", "-q", "--wait=address", "--timeout", "15m", *pair.options],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=CLIENT_ENVIRONMENT, check=False)
    ready = time.monotonic() - begin
    time.sleep(5)
    figures = {"all with addresses after, s": ready, "idle CPU, % of a core": idle_share(process.pid)}
    note = None if done.returncode in (0, 1, 3) else "not all Services got addresses within 15 minutes"
    results.add(f"kubelb-sandbox up, {services:,} Services", figures,
                {"all with addresses after, s": 60, "idle CPU, % of a core": 5}, note=note)
