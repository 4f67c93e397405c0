"""What the peers in Python share: their options, and the protocol of the benchmark.

With --serve a process builds the model, warms up and prints one JSON line that describes it; then it answers every line
{"seconds": s} of its standard input with a line {"steps": n, "seconds": t, "memory": m}, until the input ends. Without it, it
measures once.
"""

import argparse
import json
import resource
import sys
import time

import torch

WARM_UP_BATCHES = 10


def argument_parser(description):
    """A parser of the options of every peer."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--serve", action="store_true", help="measure as often as asked on the standard input")
    return parser


def peak_memory():
    """The peak memory of this process so far, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def measure(step, batches, seconds):
    """Takes steps of so many batches each until that much time has passed; at least one."""
    steps, start = 0, time.perf_counter()
    while True:
        step()
        steps += batches
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return {"steps": steps, "seconds": elapsed, "memory": peak_memory()}


def run(step, parameters, arguments, batches=1):
    """Warms up, then measures once, or serves requests."""
    for _ in range(0, WARM_UP_BATCHES, batches):
        step()
    about = {"parameters": parameters, "versions": {"torch": torch.__version__}}
    if not arguments.serve:
        measured = measure(step, batches, arguments.seconds)
        rate = measured["steps"] * arguments.batch / measured["seconds"]
        print(json.dumps({**about, **measured, "sequencesPerSecond": round(rate, 1)}))
        return
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        print(json.dumps(measure(step, batches, json.loads(line)["seconds"])), flush=True)
