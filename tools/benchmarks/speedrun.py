"""The speedrun: seconds to 97, 98.5 and 99 % of MNIST's test images (README.md has the rules).

    python tools/benchmarks/speedrun.py [--entry FILE] [--targets 97 98.5 99] [--seeds 5]

Runs an entry with each seed, in turn with the record's, and prints what it reached. If it beats the
record of a target, or there is none, that is written to speedrun.json, and the table in README.md.
"""

import argparse
import json
import re
import statistics
import sys
from pathlib import Path

from clock import in_fresh_process
from machine import AT_START, facts, warning
from worker import limit_cores

from nnlib.files import ROOT

HERE = Path(__file__).parent
RECORDS, README = HERE / "speedrun.json", HERE / "README.md"
CORES, BETTER = 2, 0.98  # a record is beaten by two per cent: less is the machine's mood
TARGETS = ("97", "98.5", "99")


def measure(entries: list[str], target: str, seeds: int) -> dict[str, dict]:
    """Each entry's median seconds and its test accuracies, one a seed, the entries in turn."""
    runs = {entry: [] for entry in entries}
    for seed in range(seeds):
        for entry in entries:
            seconds, said = in_fresh_process([str(ROOT / entry), target, str(seed)])
            runs[entry].append((seconds, json.loads(said.splitlines()[-1])["test"]))
            print(f"  {entry} seed {seed}: {seconds:.2f} s, {runs[entry][-1][1]:.2%}", flush=True)
    return {
        entry: {
            "entry": entry,
            "seconds": round(statistics.median(seconds for seconds, _ in found), 2),
            "test": [test for _, test in found],
        }
        for entry, found in runs.items()
    }


def judge(target: str, new: dict, old: dict | None) -> str:
    """In words whether a run is a record, beginning with "record" if it is."""
    worst = min(new["test"])
    if worst < float(target) / 100:
        return f"no: a seed reaches only {worst:.2%}"
    if old is None:
        return "record: the first"
    if new["seconds"] > BETTER * old["seconds"]:
        return f"no: {new['seconds']} s, and the record's entry took {old['seconds']} s beside it"
    return f"record: {new['seconds']} s, and the old one took {old['seconds']} s beside it"


def table(records: dict[str, dict]) -> str:
    """The records as Markdown."""
    lines = [
        "| test, every seed | seconds | worst seed | entry | machine |",
        "|---|---|---|---|---|",
    ]
    for target, row in records.items():
        machine = row["machine"]
        where = f"{machine['processor']}, {machine['blas']}, {machine['date']}"
        lines.append(
            f"| ≥ {target} % | {row['seconds']:.2f} | {min(row['test']):.2%} of {len(row['test'])} "
            f"| `{row['entry']}` | {where} |"
        )
    return "\n".join(lines)


def filled(text: str, records: dict[str, dict]) -> str:
    """README.md with today's table."""
    marks = r"(<!-- records -->\n).*?(<!-- end of records -->)"
    return re.sub(marks, lambda m: f"{m[1]}\n{table(records)}\n\n{m[2]}", text, flags=re.S)


def main() -> None:
    """Run, judge and, if it is a record, write it down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entry", default="tools/benchmarks/fresh.py", help="from the root")
    parser.add_argument("--targets", nargs="+", choices=TARGETS, default=TARGETS)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    if AT_START:
        sys.exit(warning(AT_START))  # by the rules, it would not count
    limit_cores(CORES)
    records = json.loads(RECORDS.read_text("utf-8")) if RECORDS.exists() else {}
    for target in options.targets:
        record = records.get(target)
        entries = list(dict.fromkeys([options.entry, *([record["entry"]] if record else [])]))
        got = measure(entries, target, options.seeds)
        own = record is None or record["entry"] == options.entry  # the holder measures itself anew
        verdict = judge(target, got[options.entry], None if own else got[record["entry"]])
        print(f"{target} %: {verdict}", flush=True)
        if verdict.startswith("record") and options.seeds >= 5:
            records[target] = got[options.entry] | {"machine": facts(CORES)}
    records = {target: records[target] for target in TARGETS if target in records}
    text = json.dumps(records, indent=1, ensure_ascii=False) + "\n"
    RECORDS.write_text(text, encoding="utf-8", newline="\n")
    README.write_text(filled(README.read_text("utf-8"), records), encoding="utf-8", newline="\n")
    print("\n" + table(records))


if __name__ == "__main__":
    main()
