#!/usr/bin/python3
"""Behavior on a terminal: progress appears after a delay and is removed, and Ctrl-C ends everything and restores the terminal.

usage: scripts/check-terminal.py CLIENT KUBECONFIG BUNDLE
KUBECONFIG has the contexts sandbox-tenant and sandbox-management.
"""
import fcntl
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time

CLIENT, KUBECONFIG, BUNDLE = sys.argv[1:4]
PAIR = ["--kubeconfig", KUBECONFIG, "--context", "sandbox-tenant", "--management-context", "sandbox-management"]
DEADLINE = 60


def fail(words):
    sys.exit(f"error: {words}")


class Terminal:
    """The tool on a pseudo-terminal."""

    def __init__(self, *words, columns=100):
        self.words = " ".join(words[:3])
        ready, starter = os.pipe()
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            # The size and the settings of the terminal are those of before the tool starts.
            os.read(ready, 1)
            # A shell ignores SIGINT in background jobs, and children inherit that.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.environ["TERM"] = "xterm-256color"
            os.execv(CLIENT, [CLIENT, *words])
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self.before = termios.tcgetattr(self.master)
        os.write(starter, b".")
        os.close(starter)
        os.close(ready)
        self.output = b""

    def read(self, seconds):
        """Reads for a time, or until the tool ends. Returns whether it is still running."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.master], [], [], 0.05)[0]:
                try:
                    data = os.read(self.master, 65536)
                except OSError:
                    return False
                if not data:
                    return False
                self.output += data
        return True

    def wait_for(self, text):
        end = time.monotonic() + DEADLINE
        while text not in self.output:
            if not self.read(0.1) or time.monotonic() > end:
                fail(f"{self.words}: no {text!r} on the terminal: {self.output[-300:]!r}")

    def press(self, keys, text):
        """Presses keys, and waits until a text is written after them."""
        self.output = b""
        os.write(self.master, keys)
        self.wait_for(text)

    def interrupt(self, number=None):
        """Ctrl-C, or a signal from elsewhere. Returns the exit status."""
        if number is None:
            os.write(self.master, b"\x03")
        else:
            os.kill(self.pid, number)
        return self.end()

    def end(self):
        end = time.monotonic() + DEADLINE
        while self.read(0.1):
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
                fail(f"{self.words}: it does not end")
        if termios.tcgetattr(self.master) != self.before:
            fail(f"{self.words}: the terminal settings are not restored")
        shown, hidden = self.output.rfind(b"\x1b[?25h"), self.output.rfind(b"\x1b[?25l")
        if hidden > shown or self.output.count(b"\x1b[?1049h") != self.output.count(b"\x1b[?1049l"):
            fail(f"{self.words}: the cursor or the screen is not restored")
        os.close(self.master)
        _, status = os.waitpid(self.pid, 0)
        return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def expect(status, wanted, words):
    if status != wanted:
        fail(f"{words}: status {status}, not {wanted}")


# A watch redraws the screen until it is interrupted, from the keyboard or by a signal.
for number, status in [(None, 130), (signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 128 + signal.SIGHUP)]:
    watch = Terminal("status", "-A", "--watch", *PAIR)
    watch.wait_for(b"Routed")
    expect(watch.interrupt(number), status, f"status --watch, signal {number}")

# Keys filter the rows of a watch, select one of them and end the watch.
watch = Terminal("status", "-A", "--watch", "--color=never", *PAIR)
watch.wait_for(b"q quits")
watch.wait_for(b"> default")
watch.press(b"/no row has this", b"no rows match")
watch.press(b"\x1b", b"> default")
watch.press(b"/web\r", b"Esc removes the filter")
watch.press(b"\x1b[B", b"> default")
os.write(watch.master, b"q")
expect(watch.end(), 0, "status --watch, ended by q")
# A report that is no table is scrolled.
watch = Terminal("status", "svc/web", "--watch", "-n", "default", *PAIR)
watch.wait_for(b"q quits")
watch.press(b"j", b"q quits")
os.write(watch.master, b"q")
expect(watch.end(), 0, "status NAME --watch, ended by q")

# Quick commands show no progress.
quick = Terminal("doctor", "--from-bundle", BUNDLE)
quick.end()
if b"\r" in quick.output.replace(b"\r\n", b""):
    fail("doctor of a bundle draws progress")

# A server that never responds: progress is shown, and an interrupt ends it immediately.
with socket.socket() as silent, tempfile.TemporaryDirectory() as directory:
    silent.bind(("127.0.0.1", 0))
    silent.listen(64)
    kubeconfig = f"{directory}/kubeconfig"
    with open(kubeconfig, "w") as file:
        file.write(
            "{apiVersion: v1, kind: Config, current-context: c, contexts: [{name: c, context: {cluster: c}}], "
            f'clusters: [{{name: c, cluster: {{server: "http://127.0.0.1:{silent.getsockname()[1]}"}}}}]}}')
    words = ["doctor", "--kubeconfig", kubeconfig, "--management-context", "c", "--request-timeout"]
    hanging = Terminal(*words, "120s")
    hanging.read(0.3)
    if hanging.output:
        fail(f"progress is shown too early: {hanging.output!r}")
    hanging.wait_for(b"\r")
    expect(hanging.interrupt(), 130, "doctor, interrupted while it waits")
    # Without a terminal, no progress is shown.
    piped = subprocess.run([CLIENT, *words, "2s"], capture_output=True, timeout=DEADLINE)
    expect(piped.returncode, 3, "doctor, server does not respond")
    if b"\r" in piped.stdout + piped.stderr or b"\x1b" in piped.stdout + piped.stderr:
        fail("progress or colour in a pipe")
