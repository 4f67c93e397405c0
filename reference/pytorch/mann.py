"""The access of a memory-augmented neural network with least recently used access (Santoro et al. 2016, section 3.2)."""
import torch
from torch import nn

from network import (
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


class MannAccess(nn.Module):
    """Reads by content, before it writes to the rows that were read in the previous step, or to those used least recently.

    The interface vector holds, head by head: key (width), write gate (1), with `keyStrength` a key strength (1), and with
    `addVector` the vector to write (width), which is the key otherwise.
    """

    def __init__(self, *, memory, readHeads, usageDecay, keyActivation, keyStrength, addVector, firstBiases={}):
        super().__init__()
        self.rows, self.width = memory["rows"], memory["width"]
        self.heads, self.decay, self.biases = readHeads, usageDecay, firstBiases
        self.activate = torch.tanh if keyActivation == "tanh" else lambda v: v
        layout = {"key": self.width, "writeGate": 1}
        if keyStrength:
            layout["keyStrength"] = 1
        if addVector:
            layout["add"] = self.width
        self.layouts = [layout] * readHeads
        self.interface_size = sum(part_sizes(self.layouts))
        self.read_size = self.width * readHeads
        first_contents(self, memory)

    def first_biases(self):
        return interface_biases(self.layouts, self.biases)

    def initial_state(self, batch):
        nothing = torch.zeros(batch, self.rows)
        return contents_of(self, batch), nothing, [nothing] * self.heads

    def step(self, interface, state):
        memory, usage, last_reads = state
        free = least_used(usage, self.heads)
        written = memory * (1 - free.sum(1).unsqueeze(2))
        vectors, reads, writes = [], [], []
        for index, parts in enumerate(split_interface(interface, self.layouts)):
            key = self.activate(parts["key"])
            similarity = cosine_similarity(memory, key)
            if "keyStrength" in parts:
                similarity = similarity * one_plus(parts["keyStrength"])
            reads.append(similarity.softmax(1))
            vectors.append(read(memory, reads[-1]))
            gate = torch.sigmoid(parts["writeGate"])
            writes.append(gate * last_reads[index] + (1 - gate) * free[:, index])
            written = written + outer(writes[-1], self.activate(parts["add"]) if "add" in parts else key)
        next_usage = self.decay * usage + sum(reads) + sum(writes)
        return torch.cat(vectors, 1), (written, next_usage, reads)


def least_used(usage, count):
    """One-hot weightings of the least used rows, `[batch, count, rows]`; the first of equally used ones. A constant."""
    rows = usage.detach().sort(dim=1, stable=True).indices[:, :count]
    return nn.functional.one_hot(rows, usage.shape[1]).float()
