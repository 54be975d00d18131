"""Prints the suites that took the most time by themselves, from an event stream of Swift Testing.

usage: scripts/slowest-suites.py EVENTS [COUNT]

The durations in the log include the time in which a test waited for its turn. Here a suite has the sum of its test cases,
from start to end; tests that run at the same time still slow each other down.
"""
import collections
import json
import sys

times, cases = collections.Counter(), collections.Counter()
with open(sys.argv[1]) as events:
    for line in events:
        payload = json.loads(line)["payload"]
        sign = {"testCaseStarted": -1, "testCaseEnded": 1}.get(payload["kind"])
        if sign:
            # Module.Suite/test(arguments:)/File.swift:line:column
            suite = payload["testID"].split("/")[0].split(".")[-1]
            times[suite] += sign * payload["instant"]["absolute"]
            cases[suite] += sign > 0
for suite, seconds in times.most_common(int(sys.argv[2]) if len(sys.argv) > 2 else 10):
    print(f"{seconds:.3f} {suite} ({cases[suite]} test cases)")
