"""Runs commands and prints what they cost, as JSON. Started for each measurement, without imports that need much memory:
the peak that the kernel reports of a process includes that of the process that started it.

usage: python3 -I -S runner.py '{"commands": [[WORD, …], …], "inTurn": false, "reads": false}'
"""
import json
import os
import sys
import time


def started(words, output):
    actions = [(os.POSIX_SPAWN_OPEN, descriptor, "/dev/null", os.O_RDWR, 0) for descriptor in (0, 2)]
    actions.append((os.POSIX_SPAWN_DUP2, output, 1))
    return os.posix_spawnp(words[0], words, os.environ, file_actions=actions)


def ended(process):
    _, status, usage = os.wait4(process, 0)
    return {"cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss, "status": os.waitstatus_to_exitcode(status)}


def read(pipe, begin):
    """The time to the first byte of the output, and the number of bytes."""
    first, count = None, 0
    while part := os.read(pipe, 1 << 16):
        first = first or time.perf_counter() - begin
        count += len(part)
    return {"firstByte": first, "bytes": count}


def run(commands, in_turn, reads):
    """All at the same time or one after the other. With `reads`, the output of the only command is read instead of discarded."""
    begin = time.perf_counter()
    result, ends = {}, []
    if reads:
        pipe, output = os.pipe()
        process = started(commands[0], output)
        os.close(output)
        result = read(pipe, begin)
        ends = [ended(process)]
    else:
        discarded = os.open("/dev/null", os.O_WRONLY)
        if in_turn:
            ends = [ended(started(words, discarded)) for words in commands]
        else:
            ends = [ended(process) for process in [started(words, discarded) for words in commands]]
    result["wall"] = time.perf_counter() - begin
    result["cpu"] = sum(end["cpu"] for end in ends)
    peaks = [end["peak"] for end in ends]
    result["peak"] = max(peaks) if in_turn else sum(peaks)
    result["statuses"] = [end["status"] for end in ends]
    return result


task = json.loads(sys.argv[1])
json.dump(run(task["commands"], task["inTurn"], task["reads"]), sys.stdout)
