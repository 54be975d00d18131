#!/usr/bin/env python3
"""HTML reports are legible in a browser, 1200 and 390 wide, light and dark.

usage: scripts/check-pages.py BROWSER PAGE...
Faults are printed; the status is 1 if there are any.
"""
import html
import json
import pathlib
import re
import subprocess
import sys
import tempfile

WIDTHS = [1200, 390]
# The values of Chromium's setting preferredColorScheme.
SCHEMES = {"dark": 0, "light": 1}
MEASURE = (pathlib.Path(__file__).parent / "measure-page.js").read_text()


def measured(page, directory, scheme):
    """The page with a script that measures it; its own policy would refuse that script."""
    text, policies = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(), count=1)
    if policies != 1:
        sys.exit(f"error: {page} has no content security policy")
    script = f'<script>{MEASURE}measure("{scheme}");</script>'
    path = directory / "page.html"
    path.write_text(text.replace("</body>", script + "</body>"))
    return path


def faults(browser, path, width, scheme, directory):
    """What the script found. A window of a headless browser is not narrower than 500, so the page is shown in a frame."""
    frame = directory / "frame.html"
    frame.write_text(
        f'<!DOCTYPE html><body><iframe id="page" src="page.html" style="width: {width}px; height: 900px; border: 0"></iframe>'
        '<script>onload = () => { document.body.append(Object.assign(document.createElement("pre"), { id: "result", textContent:'
        ' document.getElementById("page").contentDocument.getElementById("measured")?.textContent ?? "" })); };</script></body>')
    run = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
         "--allow-file-access-from-files", f"--user-data-dir={directory / 'profile'}",
         f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}", f"--window-size={max(width, 500) + 100},1000",
         "--virtual-time-budget=5000", "--dump-dom", frame.as_uri()],
        capture_output=True, text=True, timeout=300)
    found = re.search(r'<pre id="result">(.*?)</pre>', run.stdout, re.DOTALL)
    if not found or not found[1]:
        sys.exit(f"error: {browser} did not measure the page: {run.stderr[-2000:]}")
    return json.loads(html.unescape(found[1]))


def main():
    browser, pages = sys.argv[1], [pathlib.Path(name) for name in sys.argv[2:]]
    count = 0
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        for page in pages:
            for scheme in SCHEMES:
                path = measured(page, directory, scheme)
                for width in WIDTHS:
                    for fault in faults(browser, path, width, scheme, directory):
                        print(f"error: {page.name}, {width} wide, {scheme}: {fault}", file=sys.stderr)
                        count += 1
    sys.exit(1 if count else 0)


main()
