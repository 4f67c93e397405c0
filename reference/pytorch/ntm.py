"""The access of a Neural Turing Machine (Graves et al. 2014, section 3)."""
import torch
import torch.nn.functional as F
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
    with_gradient,
)


class NtmAccess(nn.Module):
    """Heads that act one after the other, each addressing by content and by location; with `writeOrder` "together", write heads that follow each
    other act at once: all address the memory of before, then all erase, then all add.

    The interface vector holds, head by head: key (width), key strength (1), interpolation gate (1), shift weights −R … +R
    (2 R + 1), sharpening (1), and for a write head erase vector (width) and add vector (width).
    """

    def __init__(
        self, *, memory, heads, shiftRange, firstWeighting, vectorActivation,
        writeOrder="inTurn", weightingClip=None, firstBiases={},
    ):
        super().__init__()
        self.rows, self.width = memory["rows"], memory["width"]
        self.heads, self.range, self.together = heads, shiftRange, writeOrder == "together"
        self.first_weighting, self.biases, self.weighting_clip = firstWeighting, firstBiases, weightingClip
        self.activate = torch.tanh if vectorActivation == "tanh" else lambda v: v
        self.read_size = self.width * heads.count("read")
        self.layouts = [self.layout(kind) for kind in heads]
        self.interface_size = sum(part_sizes(self.layouts))
        first_contents(self, memory)
        if firstWeighting == "learned":
            for index in range(len(heads)):
                setattr(self, f"weighting_logits_{index}", nn.Parameter(torch.randn(self.rows)))

    def layout(self, kind):
        addressing = {
            "key": self.width,
            "keyStrength": 1,
            "interpolationGate": 1,
            "shiftWeights": 2 * self.range + 1,
            "sharpening": 1,
        }
        return addressing if kind == "read" else {**addressing, "eraseVector": self.width, "addVector": self.width}

    def first_biases(self):
        return interface_biases(self.layouts, self.biases)

    def initial_state(self, batch):
        """The memory, `[batch, rows, width]`, and the weighting of each head, `[batch, rows]`."""
        return contents_of(self, batch), [self.initial_weighting(head).expand(batch, -1) for head in range(len(self.heads))]

    def initial_weighting(self, head):
        if self.first_weighting == "learned":
            return getattr(self, f"weighting_logits_{head}").softmax(0)
        if self.first_weighting == "uniform":
            return torch.full((self.rows,), 1 / self.rows)
        if self.first_weighting == "zeros":
            return torch.zeros(self.rows)
        return torch.eye(self.rows)[0]

    def step(self, interface, state):
        memory, weightings = state
        reads, next_weightings, addressed, additions = [], [], memory, 0
        for index, (kind, parts) in enumerate(zip(self.heads, split_interface(interface, self.layouts))):
            # The memory as the heads before left it; write heads that act together wait for each other.
            joins = self.together and index > 0 and kind == self.heads[index - 1] == "write"
            if not joins:
                memory = memory + additions
                addressed, additions = memory, 0
            weighting = self.address(addressed, parts, weightings[index])
            next_weightings.append(weighting)
            if kind == "read":
                reads.append(read(addressed, weighting))
            else:
                erase, add = torch.sigmoid(parts["eraseVector"]), self.activate(parts["addVector"])
                memory = memory * (1 - outer(weighting, erase))
                additions = additions + outer(weighting, add)
        return torch.cat(reads, 1), (memory + additions, next_weightings)

    def address(self, memory, parts, previous):
        if self.weighting_clip is not None:
            previous = clip_weighting_gradient(previous, self.weighting_clip)
        key, strength = self.activate(parts["key"]), F.softplus(parts["keyStrength"])
        gate = torch.sigmoid(parts["interpolationGate"])
        shifts = parts["shiftWeights"].softmax(1)
        content = (strength * cosine_similarity(memory, key)).softmax(1)
        interpolated = gate * content + (1 - gate) * previous
        # A shift of +1 moves the focus from row i to row i + 1.
        shifted = sum(
            interpolated.roll(shift, 1) * shifts[:, self.range + shift].unsqueeze(1)
            for shift in range(-self.range, self.range + 1)
        )
        # w^γ / Σ w^γ, which does not underflow.
        return (one_plus(parts["sharpening"]) * torch.log(shifted + EPSILON**2)).softmax(1)


def clip_weighting_gradient(w, limit):
    """d' = d − Σ w d;  d'' = d' min(1, limit / √(Σ w d'²))"""
    weighting = w.detach()

    def change(d):
        centered = d - (weighting * d).sum(1, keepdim=True)
        norm = (weighting * centered.square()).sum(1, keepdim=True).sqrt()
        return centered * (limit / norm.clamp(min=limit))

    return with_gradient(w, change)
