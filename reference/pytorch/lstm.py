"""The LSTM baseline of the Neural Turing Machine paper: stacked layers that each see the input, and an output that sees each layer.

    y_t = [h¹_t ; … ; hᴸ_t] W_yᵀ + b_y
"""
import torch
from torch import nn

from controllers import Lstm
from network import initialize


class LstmBaseline(nn.Module):
    """From `[batch, steps, inputs]` to `[batch, steps, units]`. Each layer learns its first states."""

    def __init__(self, config):
        super().__init__()
        self.config = config
        hidden, layers = config["hiddenUnits"], config["layers"]
        self.lstm = Lstm(config["inputs"], hidden, layers)
        self.output = nn.Linear(layers * hidden, config["units"])
        self.initial_hidden = nn.ParameterList(nn.Parameter(torch.zeros(hidden)) for _ in range(layers))
        self.initial_cell = nn.ParameterList(nn.Parameter(torch.zeros(hidden)) for _ in range(layers))
        initialize(self)

    def forward(self, x):
        batch = x.shape[0]
        steps = x.flip(1) if self.config.get("goBackwards") else x
        state = [(h.expand(batch, -1), c.expand(batch, -1)) for h, c in zip(self.initial_hidden, self.initial_cell)]
        outputs = []
        for x_t in steps.unbind(1):
            _, state = self.lstm(x_t, state)
            outputs.append(self.output(torch.cat([h for h, _ in state], 1)))
        return torch.stack(outputs, 1)
