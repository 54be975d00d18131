"""What commands cost: time on the clock, CPU time, and peak memory."""
import dataclasses
import json
import os
import pathlib
import statistics
import subprocess
import sys

RUNNER = pathlib.Path(__file__).with_name("runner.py")
RUNS = 5
# A measurement of slow commands has fewer runs, but at least one after the one that warms up.
SECONDS = 20
# Programs find no settings, caches or kubeconfigs of the person who runs them: HOME is set to a temporary directory.
CLIENT_ENVIRONMENT = {key: value for key, value in os.environ.items()
                      if not key.upper().startswith(("KUBELB_CTL_", "KUBECTL_", "XDG_")) and not key.upper().endswith("_PROXY")
                      and key not in ("KUBECONFIG", "CURL_HOME", "NO_COLOR")}


@dataclasses.dataclass
class Cost:
    """Medians of several runs; of concurrent commands, the sums of CPU time and of peak memory."""
    wall: float
    worst: float
    cpu: float
    peak: float
    runs: int
    statuses: list
    first_byte: float | None = None
    size: int | None = None

    def figures(self):
        return {"wall ms": self.wall * 1000, "worst ms": self.worst * 1000, "CPU ms": self.cpu * 1000,
                "peak MB": self.peak / 1024}


def once(commands, in_turn=False, reads=False):
    task = {"commands": [[str(word) for word in words] for words in commands], "inTurn": in_turn, "reads": reads}
    done = subprocess.run([sys.executable, "-I", "-S", str(RUNNER), json.dumps(task)], capture_output=True, text=True,
                          env=CLIENT_ENVIRONMENT)
    if done.returncode:
        sys.exit(f"error: {' '.join(task['commands'][0])}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def cost(*commands, in_turn=False, reads=False, runs=RUNS):
    """Runs the commands several times, after a run that does not count."""
    first = once(commands, in_turn, reads)
    count = max(1, min(runs, int(SECONDS / max(first["wall"], 0.001))))
    results = [once(commands, in_turn, reads) for _ in range(count)]

    def median(key):
        return statistics.median(result[key] for result in results)

    return Cost(
        wall=median("wall"), worst=max(result["wall"] for result in results), cpu=median("cpu"), peak=median("peak"),
        runs=count, statuses=sorted({status for result in results for status in result["statuses"]}),
        first_byte=median("firstByte") if reads and all(result["firstByte"] for result in results) else None,
        size=results[-1]["bytes"] if reads else None)
