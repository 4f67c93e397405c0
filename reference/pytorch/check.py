"""Runs networks of files, for the tests that compare them with those of TensorFlow.js.

Reads a job a line from the standard input, and prints a result a line, both JSON:

    {"file": …, "inputs": [batch][steps][inputs], "cotangents": [batch][steps][units]}
    {"outputs": […], "gradients": {name: […]}}

`outputs` are those of the file's network, as a flat list; `gradients` those of Σ cotangents · outputs, if there are cotangents.
With `"save": file`, the network is written again.
"""
import json
import sys

import torch

import weights


def run(job):
    network = weights.load(job["file"])
    outputs = network(torch.tensor(job["inputs"]))
    if "save" in job:
        weights.save(job["save"], network)
    result = {"outputs": outputs.flatten().tolist()}
    if "cotangents" in job:
        (outputs * torch.tensor(job["cotangents"])).sum().backward()
        named = network.named_parameters()
        result["gradients"] = {name: parameter.grad.flatten().tolist() for name, parameter in named}
    return result


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
