"""Prints rows with their bounds, writes them as JSON, and compares them with those of an earlier run."""
import datetime
import json
import os
import pathlib
import platform

WIDTH = 76
COLUMNS = ("wall ms", "CPU ms", "peak MB")
WORST = "worst ms"
# The names of ratios to other programs, and of their bounds.
RATIOS = {"wall ms": "wall", "CPU ms": "CPU", "peak MB": "peak"}
# Exit statuses with a report: no findings, findings, and reads that failed.
REPORTED = {0, 1, 3}


def number(value):
    if value is None:
        return "-"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def line(title, cells):
    print(f"{title:<{WIDTH}}" + "".join(f"{cell:>12}" for cell in cells), flush=True)


class Results:
    """The rows of one run, printed as soon as each is measured."""

    def __init__(self, about):
        self.about = about
        self.rows = []

    def head(self):
        line("", COLUMNS)

    def add(self, name, figures, bounds=None, references=(), cost=None, note=None):
        """A row: its figures, their bounds, and what other programs need for the same.

        `references` are (program, what it does, its figures or None if it is not installed, bounds of the ratios); `cost` is
        the measurement behind the figures, if it is one of a command.
        """
        bounds = bounds or {}
        row = {"name": name, "figures": figures, "bounds": bounds, "references": {}}
        in_columns = any(key in figures for key in COLUMNS)
        line(name, [number(figures.get(key)) for key in COLUMNS] if in_columns else [])
        if any(key in bounds for key in COLUMNS):
            line("  bound", [number(bounds.get(key)) for key in COLUMNS])
        for key, value in figures.items():
            if key not in COLUMNS and key != WORST:
                bound = f"   bound {number(bounds[key])}" if key in bounds else ""
                print(f"  {key}: {number(value)}{bound}", flush=True)
        for program, what, others, ratio_bounds in references:
            row["references"][program] = self.reference(f"{program}, {what}", program, figures, others, ratio_bounds)
        if cost:
            row.update(runs=cost.runs, statuses=cost.statuses)
            if set(cost.statuses) - REPORTED:
                note = f"exit status {', '.join(map(str, cost.statuses))}: the command failed, so the figures are not valid"
        if note:
            row["note"] = note
            print(f"  note: {note}", flush=True)
        self.rows.append(row)

    @staticmethod
    def reference(label, program, figures, others, bounds):
        if others is None:
            print(f"  {program}: not installed, so not compared", flush=True)
            return {"unavailable": True}
        line(f"  {label}", [number(others.get(key)) for key in COLUMNS])
        ratios = {RATIOS[key]: figures[key] / others[key] for key in COLUMNS if figures.get(key) and others.get(key)}
        line("  ratio", [f"{ratios[key]:.2f} x" if key in ratios else "-" for key in RATIOS.values()])
        if bounds:
            line("  bound", [f"{bounds[key]:.2f} x" if key in bounds else "-" for key in RATIOS.values()])
        return {"figures": others, "ratios": ratios, "bounds": bounds}

    def skip(self, name, reason):
        """A row that cannot be measured here."""
        line(name, [])
        print(f"  not measured: {reason}", flush=True)
        self.rows.append({"name": name, "skipped": reason})

    def write(self, path):
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**self.about, "rows": self.rows}, indent=1) + "\n")
        print(f"\nwritten to {path}")


def machine():
    processor = ""
    try:
        with open("/proc/cpuinfo") as file:
            processor = next((text.split(":", 1)[1].strip() for text in file if text.startswith("model name")), "")
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    except (OSError, ValueError):
        memory = None
    return {"system": platform.platform(), "architecture": platform.machine(), "processor": processor,
            "cores": os.cpu_count(), "memoryMB": memory}


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")


def values(rows):
    """Every figure of a run by the name of its row and its own."""
    found = {}
    for row in rows:
        for key, value in row.get("figures", {}).items():
            found[row["name"], key] = value
        for program, reference in row.get("references", {}).items():
            for key, value in reference.get("ratios", {}).items():
                found[row["name"], f"{key} / {program}"] = value
    return found


def compare(earlier, results):
    print(f"\nChange since {earlier.get('date', 'the earlier run')}")
    for key in ("machine", "servers", "versions", "options"):
        if earlier.get(key) != results.about.get(key):
            print(f"  different {key}: {earlier.get(key)} then, {results.about.get(key)} now")
    then, today = values(earlier["rows"]), values(results.rows)
    print(f"\n{'':<{WIDTH + 18}}{'then':>12}{'now':>12}{'change':>12}")
    for (name, key), value in today.items():
        before = then.get((name, key))
        if before is None or value is None:
            continue
        change = f"{(value / before - 1) * 100:+.1f} %" if before else "-"
        print(f"{name:<{WIDTH}}{key:<18}{number(before):>12}{number(value):>12}{change:>12}")
    for title, some, others in (("only in this run", today, then), ("only in the earlier run", then, today)):
        names = sorted({name for name, _ in some} - {name for name, _ in others})
        if names:
            print(f"{title}: {'; '.join(names)}")
