"""The access of Sparse Access Memory (Rae et al. 2016, sections 3.1 and 3.2)."""
import torch
from torch import nn

from network import (
    contents_of,
    cosine_similarity,
    first_contents,
    interface_biases,
    one_plus,
    part_sizes,
    split_interface,
)


class SamAccess(nn.Module):
    """Reads the K rows most similar to a key, after it wrote to those read in the previous step and to the one accessed longest ago.

    The interface vector holds, head by head: key (width), key strength (1), add vector (width), write gate (1), interpolation gate (1).
    """

    def __init__(self, *, memory, readHeads, rowsRead, accessThreshold, vectorActivation, firstBiases={}):
        super().__init__()
        self.rows, self.width = memory["rows"], memory["width"]
        self.heads, self.rows_read, self.threshold, self.biases = readHeads, rowsRead, accessThreshold, firstBiases
        self.activate = torch.tanh if vectorActivation == "tanh" else lambda v: v
        layout = {"key": self.width, "keyStrength": 1, "add": self.width, "writeGate": 1, "interpolationGate": 1}
        self.layouts = [layout] * readHeads
        self.interface_size = sum(part_sizes(self.layouts))
        self.read_size = self.width * readHeads
        first_contents(self, memory)

    def first_biases(self):
        return interface_biases(self.layouts, self.biases)

    def initial_state(self, batch):
        rows = torch.arange(self.rows_read).expand(batch, -1)
        last_read = rows, torch.zeros(batch, self.rows_read)
        return contents_of(self, batch), torch.zeros(batch, self.rows), 0, [last_read] * self.heads

    def step(self, interface, state):
        memory, last_access, time, last_reads = state
        heads = split_interface(interface, self.layouts)
        free = last_access.sort(dim=1, stable=True).indices[:, : self.heads]
        written = memory.scatter(1, each_element(free, self.width), 0.0)
        access = torch.zeros_like(last_access)
        for index, parts in enumerate(heads):
            gate, again = torch.sigmoid(parts["writeGate"]), torch.sigmoid(parts["interpolationGate"])
            rows, weights = last_reads[index]
            rows = torch.cat([rows, free[:, index : index + 1]], 1)
            weights = torch.cat([gate * again * weights, gate * (1 - again)], 1)
            vectors = weights.unsqueeze(2) * self.activate(parts["add"]).unsqueeze(1)
            written = written.scatter_add(1, each_element(rows, self.width), vectors)
            access = access.scatter_add(1, rows, weights)
        vectors, reads = [], []
        for parts in heads:
            key, strength = self.activate(parts["key"]), one_plus(parts["keyStrength"])
            similarity = cosine_similarity(written, key).detach()
            rows = similarity.sort(dim=1, descending=True, stable=True).indices[:, : self.rows_read]
            found = written.gather(1, each_element(rows, self.width))
            weights = (strength * cosine_similarity(found, key)).softmax(1)
            vectors.append((weights.unsqueeze(2) * found).sum(1))
            reads.append((rows, weights))
            access = access.scatter_add(1, rows, weights)
        time = time + 1
        last_access = torch.where(access.detach() > self.threshold, torch.full_like(last_access, time), last_access)
        return torch.cat(vectors, 1), (written, last_access, time, reads)


def each_element(rows, width):
    """Row numbers, repeated for each element of a row, `[batch, K, width]`."""
    return rows.unsqueeze(2).expand(-1, -1, width)
