"""The access of a Differentiable Neural Computer (Graves et al. 2016, Methods)."""
import torch
from torch import nn

from network import (
    EPSILON,
    contents_of,
    cosine_similarity,
    first_contents,
    interface_biases,
    one_plus,
    outer,
    part_sizes,
    read,
    split_interface,
)


class DncAccess(nn.Module):
    """Write heads allocate free rows or find rows by content; read heads find rows by content or follow the order of writes.

    The interface vector holds, write heads first, each: key (width), key strength (1), with `contentMask` a mask (width), erase
    vector (width), write vector (width), allocation gate (1), write gate (1). Then read heads, each: key (width), key strength (1),
    with `contentMask` a mask (width), free gate (1), read modes (for each write head backward, for each forward, content), and with
    `sharpLinks` the sharpness of each backward and of each forward weighting.
    """

    def __init__(self, *, memory, readHeads, writeHeads, contentMask, eraseFreed, sharpLinks, firstBiases={}):
        super().__init__()
        self.rows, self.width = memory["rows"], memory["width"]
        self.read_heads, self.write_heads = readHeads, writeHeads
        self.erase_freed, self.biases = eraseFreed, firstBiases
        width = self.width
        lookup = {"key": width, "keyStrength": 1, **({"mask": width} if contentMask else {})}
        write = {**lookup, "eraseVector": width, "writeVector": width, "allocationGate": 1, "writeGate": 1}
        sharpness = {"backwardSharpness": writeHeads, "forwardSharpness": writeHeads} if sharpLinks else {}
        read = {**lookup, "freeGate": 1, "readModes": 2 * writeHeads + 1, **sharpness}
        self.layouts = [write] * writeHeads + [read] * readHeads
        self.interface_size = sum(part_sizes(self.layouts))
        self.read_size = width * readHeads
        first_contents(self, memory)

    def first_biases(self):
        return interface_biases(self.layouts, self.biases)

    def initial_state(self, batch):
        weighting, link = torch.zeros(batch, self.rows), torch.zeros(batch, self.rows, self.rows)
        return {
            "memory": contents_of(self, batch),
            "usage": weighting,
            "writes": [weighting] * self.write_heads,
            "precedences": [weighting] * self.write_heads,
            "links": [link] * self.write_heads,
            "reads": [weighting] * self.read_heads,
        }

    def step(self, interface, state):
        parts = split_interface(interface, self.layouts)
        writers, readers = parts[: self.write_heads], parts[self.write_heads :]

        # What read heads do not free, and the usage of each row.
        kept = product(torch.sigmoid(head["freeGate"]) * w for head, w in zip(readers, state["reads"]))
        written = 1 - product(state["writes"])
        usage = ((state["usage"] + (1 - state["usage"]) * written) * kept).clamp(0, 1)

        memory, writes = state["memory"], self.write_weightings(writers, state["memory"], usage)
        if self.erase_freed:
            memory = memory * kept.unsqueeze(2)
        for head, w in zip(writers, writes):
            memory = memory * (1 - outer(w, torch.sigmoid(head["eraseVector"])))
        for head, w in zip(writers, writes):
            memory = memory + outer(w, head["writeVector"])

        links = [next_link(link, w, p) for link, w, p in zip(state["links"], writes, state["precedences"])]
        precedences = [(1 - w.sum(1, keepdim=True)) * p + w for w, p in zip(writes, state["precedences"])]
        reads = [read_weighting(head, memory, links, previous) for head, previous in zip(readers, state["reads"])]
        vectors = torch.cat([read(memory, w) for w in reads], 1)
        return vectors, {
            "memory": memory,
            "usage": usage,
            "writes": writes,
            "precedences": precedences,
            "links": links,
            "reads": reads,
        }

    def write_weightings(self, heads, memory, usage):
        """Heads allocate free rows one after the other; all look up in the same memory."""
        weightings = []
        for head in heads:
            allocation_gate, write_gate = torch.sigmoid(head["allocationGate"]), torch.sigmoid(head["writeGate"])
            allocation = allocation_weighting(usage)
            usage = usage + (1 - usage) * allocation_gate * write_gate * allocation
            found = content_weighting(head, memory)
            weightings.append(write_gate * (allocation_gate * allocation + (1 - allocation_gate) * found))
        return weightings


def product(weightings):
    """Π (1 − w)"""
    result = 1
    for w in weightings:
        result = result * (1 - w)
    return result


def content_weighting(head, memory):
    key = head["key"]
    if "mask" in head:
        mask = torch.sigmoid(head["mask"])
        memory, key = memory * mask.unsqueeze(1), key * mask
    return (one_plus(head["keyStrength"]) * cosine_similarity(memory, key)).softmax(1)


def allocation_weighting(usage):
    """a(i) = (1 − u(i)) Π u(j) over the rows j that are used less, or as much and come first. Their order is a constant."""
    used = usage + EPSILON**2
    own, other = usage.unsqueeze(2), usage.unsqueeze(1)
    index = torch.arange(usage.shape[1])
    first = index.unsqueeze(0) < index.unsqueeze(1)
    before = ((other < own) | ((other == own) & first)).float()
    products = (before @ used.log().unsqueeze(2)).squeeze(2).exp()
    allocation = (1 - used) * products
    # In the value alone, rows behind a free row get exactly nothing.
    exact = (1 - used) * (products - EPSILON).relu()
    return allocation + (exact - allocation).detach()


def next_link(link, write, precedence):
    """L(i, j) = (1 − w(i) − w(j)) L(i, j) + w(i) p(j), and L(i, i) = 0"""
    later, earlier = write.unsqueeze(2), write.unsqueeze(1)
    return ((1 - later - earlier) * link + later * precedence.unsqueeze(1)) * (1 - torch.eye(write.shape[1]))


def read_weighting(head, memory, links, previous):
    backward = [(previous.unsqueeze(1) @ link).squeeze(1) for link in links]
    forward = [(link @ previous.unsqueeze(2)).squeeze(2) for link in links]
    if "backwardSharpness" in head:
        backward = [sharpen_linked(w, s) for w, s in zip(backward, one_plus(head["backwardSharpness"]).split(1, 1))]
        forward = [sharpen_linked(w, s) for w, s in zip(forward, one_plus(head["forwardSharpness"]).split(1, 1))]
    modes = head["readModes"].softmax(1).split(1, 1)
    return sum(mode * w for mode, w in zip(modes, [*backward, *forward, content_weighting(head, memory)]))


def sharpen_linked(weighting, sharpness):
    """d^s / Σ d^s, and zeros where there is no link."""
    linked = weighting.relu()
    total = linked.sum(1, keepdim=True)
    return (sharpness * torch.log(linked + EPSILON**2)).softmax(1) * (total / (total + EPSILON))
