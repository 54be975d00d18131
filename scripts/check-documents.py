#!/usr/bin/python3
"""Validates machine-readable output of kubelb-ctl with independent parsers: JSON and YAML against the published schema, SARIF,
JUnit, HTML, Markdown, annotations. Uses the recorded clusters, and one whose names attempt injections.

usage: scripts/check-documents.py CLIENT [KUBECONFIG-OF-A-SERVED-PAIR]
"""
import base64
import copy
import hashlib
import html.parser
import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree as ElementTree

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLIENT = sys.argv[1]
HOSTILE = "a<b>&\"'|`*_[x](http://example.org)%0A::error::no\n::warning::\u001b[31m\u202e,:#1 @all 店"

formats = jsonschema.FormatChecker(formats=())
formats.checks("date-time")(
    lambda text: not isinstance(text, str) or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", text) is not None)
formats.checks("uri-reference")(
    lambda text: not isinstance(text, str) or re.fullmatch(r"(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-F]{2})*", text) is not None)
failures = []


def expect(condition, place, words):
    if not condition:
        failures.append(f"{place}: {words}")


def run(*words):
    done = subprocess.run([CLIENT, *words], capture_output=True, text=True, timeout=60)
    expect(done.returncode in (0, 1, 2, 3, 5, 6), " ".join(words), f"status {done.returncode} {done.stderr}")
    return done


# Schemas


def strict(schema):
    """The schema, with unknown fields as errors: the published one allows them, so that readers ignore new fields."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: strict(value) for key, value in schema.items()}
    if "object" in ([schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])):
        if "properties" in schema and "allOf" not in schema:
            result.setdefault("additionalProperties", False)
    return result


def validator(path, part=None):
    schema = json.loads((ROOT / path).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    schema = strict(schema)
    if part:
        schema = {"$ref": f"#/$defs/{part}", "$defs": schema["$defs"]}
    return jsonschema.Draft202012Validator(schema, format_checker=formats)


REPORT = "docs/schema/kubelb-ctl-v1.schema.json"
report_schema, log_schema, change_schema = validator(REPORT), validator(REPORT, "logLine"), validator(REPORT, "change")
sarif_schema = validator("Tests/Schemas/sarif-2.1.0-part.schema.json")


def expect_valid(schema, value, place):
    for error in list(schema.iter_errors(value))[:3]:
        deep = max([error, *error.context], key=lambda part: len(part.path))
        expect(False, place, f"{deep.json_path}: {deep.message[:200]}")


# Formats


def check_json(text, place):
    value = json.loads(text)
    expect_valid(report_schema, value, place)
    findings = {finding["id"] for finding in value.get("findings", []) if "id" in finding}
    for finding in value.get("findings", []):
        expect(set(finding.get("causedBy", [])) <= findings, place, f"{finding.get('id')} has a cause that is not in the report")
    for service in value.get("services", []):
        expect(set(service["findings"]) <= findings, place, "a Service has findings that are not in the report")
    return value


def check_sarif(text, place):
    value = json.loads(text)
    expect_valid(sarif_schema, value, place)
    for one in value["runs"]:
        rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
        expect(len(set(rules)) == len(rules), place, "a rule is listed twice")
        for result in one["results"]:
            expect(rules[result["ruleIndex"]] == result["ruleId"], place, "ruleIndex refers to another rule")
            for location in result["locations"]:
                base = location["physicalLocation"]["artifactLocation"]["uriBaseId"]
                expect(base in one["originalUriBaseIds"], place, f"no base {base}")
            expect("primaryLocationLineHash" in result["partialFingerprints"], place, "no fingerprint for GitHub")
    return value


def check_junit(text, place):
    root = ElementTree.fromstring(text)
    expect(root.tag == "testsuites", place, "the root is not testsuites")
    names = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    for element in [root, *root.findall("testsuite")]:
        cases = element.findall(".//testcase")
        expect(int(element.get("tests")) == len(cases), place, "tests are miscounted")
        for attribute, tag in names.items():
            expect(int(element.get(attribute)) == len(element.findall(f".//{tag}")), place, f"{attribute} are miscounted")
    for suite in root.findall("testsuite"):
        expect(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp")), place, "the timestamp has a time zone")
        keys = [(case.get("classname"), case.get("name")) for case in suite]
        expect(len(set(keys)) == len(keys), place, f"a case is listed twice in {suite.get('name')}")
        for case in suite:
            expect(case.get("name") and case.get("classname"), place, "a case has no name")
            expect(len(case) <= 1 and all(child.tag in names.values() for child in case), place, "a case has two results")
            expect(all(child.get("message") for child in case), place, f"no reason for {case.get('name')}")


class Page(html.parser.HTMLParser):
    VOID = {"meta", "br", "img", "hr", "input", "link"}

    def __init__(self, place):
        super().__init__(convert_charrefs=True)
        self.place, self.open, self.ids, self.links = place, [], [], []
        self.texts, self.policy, self.sources = {}, "", []
        # Of each table the number of columns of each row.
        self.tables, self.healths = [], []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        expect(tag not in {"link", "iframe", "object", "embed", "base", "form"}, self.place, f"<{tag}> in a page")
        expect(not any(name.startswith("on") for name in attributes), self.place, f"<{tag}> has a handler")
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append(0)
        if tag in {"td", "th"}:
            self.tables[-1][-1] += int(attributes.get("colspan", 1))
        if "data-health" in attributes:
            self.healths.append(attributes["data-health"])
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if "href" in attributes:
            expect(attributes["href"].startswith("#"), self.place, f"a link to {attributes['href']}")
            self.links.append(attributes["href"][1:])
        if "src" in attributes:
            self.sources.append(attributes["src"])
        if attributes.get("http-equiv") == "Content-Security-Policy":
            self.policy = attributes["content"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        expect(self.open and self.open[-1] == tag, self.place, f"</{tag}> closes {self.open[-1:]}")
        if self.open:
            self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] in {"script", "style"}:
            self.texts.setdefault(self.open[-1], []).append(data)


def check_html(text, place):
    page = Page(place)
    page.feed(text)
    page.close()
    expect(text.startswith("<!DOCTYPE html>") and not page.open, place, f"not closed: {page.open}")
    expect(len(set(page.ids)) == len(page.ids), place, "an id is used twice")
    expect(set(page.links) <= set(page.ids), place, f"links without a target: {set(page.links) - set(page.ids)}")
    for table in page.tables:
        expect(len(set(table)) == 1, place, f"a table whose rows have {sorted(set(table))} columns")
    order = ["DOWN", "STUCK", "DEGRADED", "PENDING", "UNKNOWN", "ORPHANED", "TERMINATING", "STARTING", "HEALTHY", "IGNORED"]
    expect(set(page.healths) <= set(order), place, f"unknown states {set(page.healths) - set(order)}")
    expect('</span><span class="state">' not in text, place, "the name and the state of a stage touch")
    scripts, styles = page.texts.get("script", []), "".join(page.texts.get("style", []))
    expect(len(scripts) == 1, place, f"{len(scripts)} scripts")
    digest = base64.b64encode(hashlib.sha256("".join(scripts).encode()).digest()).decode()
    expect(f"'sha256-{digest}'" in page.policy, place, f"the Content-Security-Policy does not allow the script: sha256-{digest}")
    expect("default-src 'none'" in page.policy, place, "the page may load anything")
    expect("url(" not in styles and "@import" not in styles, place, "the style loads something")
    expect("prefers-color-scheme: dark" in styles, place, "no dark colours")
    for source in page.sources:
        expect(source.startswith("data:image/svg+xml,"), place, "an external image")
        picture = ElementTree.fromstring(urllib.parse.unquote(source.split(",", 1)[1]))
        expect(picture.tag == "{http://www.w3.org/2000/svg}svg", place, "not an SVG picture")


def check_markdown(text, place):
    fence, columns = None, 0
    for line in text.splitlines():
        mark = re.match(r" *(`{3,})", line)
        if fence:
            if mark and line.strip() == fence:
                fence = None
            continue
        if mark:
            fence = mark[1]
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        if line.startswith("|"):
            expect(columns in (0, cells), place, f"a row with a different number of columns: {line}")
            columns = cells
        else:
            expect(cells == 0, place, f"not a table: {line}")
            columns = 0
        markup = re.sub(r"</?(details|summary)>", "", line)
        expect("<" not in markup and ">" not in markup, place, f"markup: {line}")
        expect(not re.search(r"(?<!\\)[\[\]`*]", markup), place, f"markup: {line}")
    expect(fence is None, place, "a fence is open at the end")


def check_github(text, place):
    *commands, last = text.splitlines()
    expect(not last.startswith("::"), place, "no summary at the end")
    for line in commands:
        expect(re.fullmatch(r"::(error|warning|notice) title=[^:,\r\n]*::[^\r\n]*", line), place, f"not an annotation: {line}")
        expect(not re.search(r"%(?!25|0A|0D|3A|2C)", line), place, f"a stray percent sign: {line}")


CHECKS = {
    "json": check_json, "sarif": check_sarif, "junit": check_junit, "html": check_html, "markdown": check_markdown,
    "github": check_github,
}


def check_all(bundle, directory):
    for words in (["status", "-A"], ["doctor"], ["verify", "-A"], ["trace", "-A"]):
        place = " ".join([*words, bundle.name])
        kinds = ["json", "markdown", "html"] if words[0] == "trace" else list(CHECKS)
        if words == ["verify", "-A"] and not json.loads(run("status", "-A", "-o", "json", "--from-bundle", str(bundle)).stdout)["services"]:
            continue
        reports = [f"--report={kind}={directory / kind}" for kind in kinds]
        done = run(*words, "-o", "json", *reports, "--from-bundle", str(bundle))
        for kind in kinds:
            text = (directory / kind).read_text()
            CHECKS[kind](text, f"{place} as {kind}")
        value = json.loads(done.stdout)
        expect(done.stdout == (directory / "json").read_text(), place, "stdout and file differ")
        expect(value["summary"]["exitStatus"] == done.returncode, place, "the report has another exit status")
    for words in (["cleanup"], ["events", "-A"], ["trace", "-A", "--timeline"], ["status", "-A", "--show-ignored"]):
        done = run(*words, "-o", "json", "--from-bundle", str(bundle))
        check_json(done.stdout, " ".join([*words, bundle.name]))
    for line in run("logs", "-o", "json", "--from-bundle", str(bundle)).stdout.splitlines():
        expect_valid(log_schema, json.loads(line), f"logs of {bundle.name}")


def hostile_bundle(directory):
    """The healthy pair with a failing Service whose name attempts an injection in every format."""
    bundle = directory / "hostile"
    shutil.copytree(ROOT / "Tests/Recorded/17-no-endpoints", bundle)
    for path in bundle.rglob("*.json"):
        text = json.dumps(json.loads(path.read_text()))
        path.write_text(text.replace('"unready"', json.dumps(HOSTILE)).replace('default/unready', json.dumps("default/" + HOSTILE)[1:-1]))
    return bundle


class Plain(yaml.SafeLoader):
    """Timestamps stay strings, as in JSON."""


Plain.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for key, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def check_yaml(bundle):
    for words in (["status", "-A"], ["doctor"], ["trace", "-A"], ["events", "-A"], ["cleanup"]):
        command = [*words, "--from-bundle", str(bundle)]
        value = yaml.load(run(*command, "-o", "yaml").stdout, Plain)
        same = value == json.loads(run(*command, "-o", "json").stdout)
        expect(same, f"{' '.join(words)} {bundle.name}", "YAML and JSON differ")


def check_configuration(directory):
    """Pairs that cannot be read, and an invalid file: neither reads a cluster."""
    config = directory / "config.yaml"
    config.write_text("defaults: {pair: acme}\npairs:\n  acme: {kubeconfig: nothing, as-group: [a, b]}\n  globex: {context: x}\n")
    for words in (["doctor", "--all-pairs"], ["config", "view"], ["config", "view", "--pair="], ["config", "validate"]):
        done = run(*words, "--config", str(config), "-o", "json")
        check_json(done.stdout, " ".join(words))
    config.write_text("pairs: {acme: {contxt: x}}\n")
    value = check_json(run("config", "validate", "--config", str(config), "-o", "json").stdout, "a file with a mistake")
    expect(value["valid"] is False and value["problems"][0]["column"] == 16, "an invalid file", "the problem is not reported")


def check_served(kubeconfig, directory):
    """Output of live pairs: lines of a watch, and the report of a pair."""
    contexts = "context: sandbox-tenant, management-context: sandbox-management"
    config = directory / "served.yaml"
    config.write_text(f"pairs: {{served: {{kubeconfig: {json.dumps(kubeconfig)}, {contexts}}}}}\n")
    pairs = check_json(run("doctor", "--all-pairs", "--config", str(config), "-o", "json").stdout, "all pairs")
    expect(pairs["pairs"][0]["report"] is not None, "all pairs", "the pair was not checked")
    watch = subprocess.Popen(
        [CLIENT, "status", "-A", "--watch", "-o", "json", "--config", str(config), "--pair", "served"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    line = watch.stdout.readline()
    watch.send_signal(signal.SIGINT)
    expect(watch.wait(timeout=30) == 130, "status --watch", "an interrupt does not end it with 130")
    expect_valid(change_schema, json.loads(line), "status --watch")


def check_judgement(directory):
    """Suppressed findings, and the output of a command that could not start."""
    bundle = str(ROOT / "Tests/Recorded/16-nodeport-drift")
    baseline = directory / "baseline.json"
    run("doctor", "--from-bundle", bundle, "--baseline", str(baseline), "--update-baseline")
    check_json(baseline.read_text(), "the baseline")
    value = check_json(run("doctor", "--from-bundle", bundle, "--baseline", str(baseline), "-o", "json").stdout, "with a baseline")
    expect(value["summary"]["suppressed"] > 0 and value["summary"]["exitStatus"] == 0, "with a baseline", "nothing is suppressed")
    sarif = check_sarif(run("doctor", "--from-bundle", bundle, "--suppress", "C", "-o", "sarif").stdout, "suppressed")
    expect(any(result["suppressions"] for result in sarif["runs"][0]["results"]), "SARIF", "nothing is suppressed")
    for kind in ("junit", "sarif", "github"):
        done = run("verify", "svc/nobody", "--from-bundle", bundle, "-o", kind)
        expect(done.returncode == 5, "set-up", f"status {done.returncode}")
        CHECKS[kind](done.stdout + ("x\n" if kind == "github" else ""), f"set-up as {kind}")
        expect("nobody" in done.stdout, f"set-up as {kind}", "the failure is not reported")


def prove():
    """Proof that these checks can fail."""
    text = run("doctor", "-o", "json", "--from-bundle", str(ROOT / "Tests/Recorded/16-nodeport-drift")).stdout
    value = json.loads(text)

    def damaged(change):
        other = copy.deepcopy(value)
        change(other)
        return not report_schema.is_valid(other)

    proofs = {
        "a member that is missing": lambda other: other.pop("summary"),
        "a member that is not in the schema": lambda other: other["findings"][0].update(extra=1),
        "a word that is not in the schema": lambda other: other["services"][0].update(state="fine"),
        "a time that is none": lambda other: other.update(generatedAt="now"),
        "a kind that is none": lambda other: other.update(kind="Report"),
    }
    expect(report_schema.is_valid(value), "proof", "the report itself is rejected")
    for name, change in proofs.items():
        expect(damaged(change), "proof", f"{name} is not detected")
    before = len(failures)
    check_html("<!DOCTYPE html><p><a href='http://example.org'>x</a>", "proof")
    check_github("::error title=a:b::c\nx\n", "proof")
    check_markdown("| a | b |\n| c |\n", "proof")
    check_junit('<testsuites tests="1" failures="0" errors="0" skipped="0"/>', "proof")
    proven = len(failures) - before >= 7
    del failures[before:]
    expect(proven, "proof", "broken documents pass")


with tempfile.TemporaryDirectory() as name:
    directory = pathlib.Path(name)
    prove()
    check_json(run("checks", "-o", "json").stdout, "checks")
    bundles = sorted(path.parent for path in (ROOT / "Tests/Recorded").glob("*/bundle.json"))
    expect(len(bundles) > 20, "Tests/Recorded", "where are the bundles?")
    for bundle in [*bundles, hostile_bundle(directory)]:
        check_all(bundle, directory)
    check_judgement(directory)
    for bundle in bundles[::9]:
        check_yaml(bundle)
    check_configuration(directory)
    if len(sys.argv) > 2:
        check_served(sys.argv[2], directory)

for failure in failures[:40]:
    print(f"error: {failure}", file=sys.stderr)
sys.exit(1 if failures else 0)
