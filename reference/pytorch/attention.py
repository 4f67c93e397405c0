"""Attention over the last steps (Vaswani et al. 2017, section 3; Press et al. 2022, section 3, for the positions)."""
import torch
from torch import nn
from torch.nn import functional

HIDDEN_FACTOR = 4  # how many times as wide as the residual stream the hidden layer of a block is


class AttentionAccess(nn.Module):
    """Appends a row of keys and values in each step, and reads all rows by queries; with blocks, a causal Transformer step by step.

    The interface vector holds the queries of all heads, their keys, their values; with blocks, the residual stream.
    """

    def __init__(self, *, memory, readHeads, blocks, positions):
        super().__init__()
        self.rows, self.heads, self.blocks = memory["rows"], readHeads, blocks
        self.read_size = memory["width"] * readHeads
        self.interface_size = self.read_size if blocks else 3 * self.read_size
        head = torch.arange(1, readHeads + 1)
        self.slopes = 2 ** (-8 * head / readHeads) if positions == "alibi" else torch.zeros(readHeads)
        for name, (shape, deviation, mean) in block_weights(blocks, self.read_size).items():
            setattr(self, name, nn.Parameter(mean + deviation * torch.randn(shape)))

    def first_biases(self):
        return torch.zeros(self.interface_size)

    def initial_state(self, batch):
        # The keys and values of each attention, `[batch, steps so far, read_size]`.
        empty = torch.zeros(batch, 0, self.read_size)
        return [(empty, empty)] * max(1, self.blocks)

    def step(self, interface, state):
        if self.blocks == 0:
            reads, rows = self.attend(interface, *state[0])
            return reads, [rows]
        x, after = interface, []
        for block in range(self.blocks):
            weight = lambda name: getattr(self, f"block{block}_{name}")
            norm = lambda name, values: layer_norm(values, weight(f"{name}_gain"), weight(f"{name}_bias"))
            reads, rows = self.attend(norm("norm1", x) @ weight("query_key_value"), *state[block])
            after.append(rows)
            x = x + reads @ weight("attention_output")
            hidden = torch.relu(norm("norm2", x) @ weight("hidden_kernel") + weight("hidden_bias"))
            x = x + hidden @ weight("output_kernel") + weight("output_bias")
        return layer_norm(x, self.final_norm_gain, self.final_norm_bias), after

    def attend(self, projections, keys, values):
        """The reads of all heads, and the keys and values of the last rows, the oldest first."""
        query, key, value = projections.chunk(3, 1)
        keys, values = (torch.cat([old, new.unsqueeze(1)], 1)[:, -self.rows :] for old, new in ((keys, key), (values, value)))
        ages = torch.arange(keys.shape[1] - 1, -1, -1)
        q, k, v = (part.unflatten(2, (self.heads, -1)).transpose(1, 2) for part in (query.unsqueeze(1), keys, values))
        scores = q @ k.transpose(2, 3) / q.shape[3] ** 0.5 - (self.slopes[:, None] * ages).unsqueeze(1)
        return (scores.softmax(3) @ v).transpose(1, 2).flatten(1), (keys, values)


def layer_norm(x, gain, bias):
    return functional.layer_norm(x, x.shape[-1:], gain, bias, 1e-5)


def block_weights(blocks, size):
    """The shape of each weight, and the standard deviation and mean of its first values."""
    if blocks == 0:
        return {}
    hidden = HIDDEN_FACTOR * size
    norm = lambda name: {f"{name}_gain": ((size,), 0, 1), f"{name}_bias": ((size,), 0, 0)}
    one = {
        **norm("norm1"),
        "query_key_value": ((size, 3 * size), size**-0.5, 0),
        "attention_output": ((size, size), (2 * size * blocks) ** -0.5, 0),
        **norm("norm2"),
        "hidden_kernel": ((size, hidden), (size / 2) ** -0.5, 0),
        "hidden_bias": ((hidden,), 0, 0),
        "output_kernel": ((hidden, size), (2 * hidden * blocks) ** -0.5, 0),
        "output_bias": ((size,), 0, 0),
    }
    return {
        **{f"block{block}_{name}": weight for block in range(blocks) for name, weight in one.items()},
        **norm("final_norm"),
    }
