"""The accesses of a neural stack, queue and deque (Grefenstette et al. 2015, section 3)."""
import torch
from torch import nn

from network import part_sizes, read, split_interface


class ContinuousAccess(nn.Module):
    """Rows with strengths, of which a step pops some, pushes one and reads some, at one end or at both.

    The interface vector holds for each end: value (width), push strength (1), pop strength (1).
    """

    ends = 1

    def __init__(self, *, memory, pushBias=0):
        super().__init__()
        self.rows, self.width, self.push_bias = memory["rows"], memory["width"], pushBias
        self.layouts = [{"value": self.width, "push": 1, "pop": 1}] * self.ends
        self.interface_size = sum(part_sizes(self.layouts))
        self.read_size = self.width * self.ends

    def first_biases(self):
        return torch.zeros(self.interface_size)

    def initial_state(self, batch):
        return torch.zeros(batch, self.rows, self.width), torch.zeros(batch, self.rows)

    def step(self, interface, state):
        operations = [
            (torch.tanh(parts["value"]), torch.sigmoid(parts["push"] + self.push_bias), torch.sigmoid(parts["pop"]))
            for parts in split_interface(interface, self.layouts)
        ]
        return self.operate(*state, *operations)


class StackAccess(ContinuousAccess):
    """Pops, pushes and reads at the first row."""

    def operate(self, memory, strengths, operation):
        value, push_strength, pop_strength = operation
        memory, strengths = push(memory, pop(strengths, pop_strength), value, push_strength)
        return read(memory, peek(strengths)), (memory, strengths)


class QueueAccess(ContinuousAccess):
    """Pushes at the first row, pops and reads at the last."""

    def operate(self, memory, strengths, operation):
        value, push_strength, pop_strength = operation
        left = pop(strengths.flip(1), pop_strength).flip(1)
        memory, strengths = push(memory, left, value, push_strength)
        return read(memory, peek(strengths.flip(1)).flip(1)), (memory, strengths)


class DequeAccess(ContinuousAccess):
    """Pops, pushes and reads at the first row, the top, and at the last, the bottom. Rows in the middle are dropped."""

    ends = 2

    def operate(self, memory, strengths, top, bottom):
        strengths = pop(strengths, top[2])
        strengths = pop(strengths.flip(1), bottom[2]).flip(1)
        half = self.rows // 2
        upper = push(memory[:, :half], strengths[:, :half], top[0], top[1])
        lower = push(memory[:, half:].flip(1), strengths[:, half:].flip(1), bottom[0], bottom[1])
        memory, strengths = (torch.cat([u, l.flip(1)], 1) for u, l in zip(upper, lower))
        reads = [read(memory, peek(strengths)), read(memory, peek(strengths.flip(1)).flip(1))]
        return torch.cat(reads, 1), (memory, strengths)


def before(strengths):
    """The strength of the rows before each: b(i) = Σ_{j < i} s(j)"""
    rows = strengths.shape[1]
    return strengths @ torch.ones(rows, rows).triu(1)


def pop(strengths, amount):
    """s'(i) = max(0, s(i) − max(0, u − b(i)))"""
    return (strengths - (amount - before(strengths)).relu()).relu()


def push(memory, strengths, value, strength):
    """Adds a row before the first; the last is dropped."""
    rows = strengths.shape[1]
    memory = torch.cat([value.unsqueeze(1), memory], 1)[:, :rows]
    return memory, torch.cat([strength, strengths], 1)[:, :rows]


def peek(strengths):
    """w(i) = min(s(i), max(0, 1 − b(i))); where both are equal, the gradient goes to the latter."""
    left = (1 - before(strengths)).relu()
    return torch.where(left <= strengths, left, strengths)
