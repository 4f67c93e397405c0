"""The access of a matrix memory, written by the delta rule (Schlag et al. 2021, section 4.2; Yang et al. 2024)."""
import torch
from torch import nn
from torch.nn.functional import silu

from network import EPSILON, interface_biases, outer, part_sizes, read, split_interface


class DeltaAccess(nn.Module):
    """Each head stores a value for a key in a matrix of its own, `[rows, width]`, then reads from it with a query.

    The interface vector holds, head by head: key (rows), query (rows), value (width), write strength (1), and with `decay` the
    decay (1). A matrix starts from zeros.
    """

    def __init__(self, *, memory, readHeads, rule, decay, maxWriteStrength, keyActivation, firstBiases={}):
        super().__init__()
        self.shape, self.heads, self.biases = (memory["rows"], memory["width"]), readHeads, firstBiases
        self.replaces, self.max_strength = rule == "delta", maxWriteStrength
        self.activate = silu if keyActivation == "silu" else lambda v: v
        rows, width = self.shape
        layout = {"key": rows, "query": rows, "value": width, "writeStrength": 1}
        if decay:
            layout["decay"] = 1
        self.layouts = [layout] * readHeads
        self.interface_size = sum(part_sizes(self.layouts))
        self.read_size = width * readHeads

    def first_biases(self):
        return interface_biases(self.layouts, self.biases)

    def initial_state(self, batch):
        return [torch.zeros(batch, *self.shape)] * self.heads

    def step(self, interface, state):
        matrices, vectors = [], []
        for parts, matrix in zip(split_interface(interface, self.layouts), state):
            key, query = (unit(self.activate(parts[name])) for name in ("key", "query"))
            if "decay" in parts:
                matrix = matrix * torch.sigmoid(parts["decay"]).unsqueeze(2)
            change = parts["value"] - read(matrix, key) if self.replaces else parts["value"]
            strength = self.max_strength * torch.sigmoid(parts["writeStrength"])
            matrices.append(matrix + outer(key, strength * change))
            vectors.append(read(matrices[-1], query))
        return torch.cat(vectors, 1), matrices


def unit(vectors):
    """Scaled to length 1, `[batch, size]`."""
    return vectors / (vectors.square().sum(1, keepdim=True) + EPSILON**2).sqrt()
