"""The controllers of a memory-augmented network: feedforward, LSTM or GRU, of one or more layers.

Each is a list of layers, with the first layer at the bottom. A call takes the input of a step, `[batch, inputs]`, and the state
of each layer, and returns the output of the top layer, `[batch, units]`, and the next states. `states` are the names of a layer's
states.
"""
import torch
from torch import nn


class Feedforward(nn.ModuleList):
    """h = f(x Wᵀ + b), layer by layer."""

    states = ()

    def __init__(self, inputs, units, layers=1, activation="tanh"):
        super().__init__(nn.Linear(inputs if k == 0 else units, units) for k in range(layers))
        self.activation = {"tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid, "linear": lambda x: x}[activation]

    def forward(self, x, state):
        for layer in self:
            x = self.activation(layer(x))
        return x, state


class Lstm(nn.ModuleList):
    """LSTM layers that each see the input and the layer below: PyTorch's cell, with gates i f g o."""

    states = ("hidden", "cell")

    def __init__(self, inputs, units, layers=1):
        super().__init__(nn.LSTMCell(inputs + (units if k > 0 else 0), units) for k in range(layers))
        for cell in self:
            nn.init.zeros_(cell.bias_ih)
            nn.init.zeros_(cell.bias_hh)
            nn.init.ones_(cell.bias_ih[units : 2 * units])  # the forget gate: remember first

    def forward(self, x, state):
        next_state = []
        for cell, (h, c) in zip(self, state):
            below = [h_below for h_below, _ in next_state[-1:]]
            next_state.append(cell(torch.cat([x, *below], 1), (h, c)))
        return next_state[-1][0], next_state


class GruCell(nn.Module):
    """A GRU as TensorFlow.js has it: the reset gate acts on h before its product, and there is one bias.

        r = σ(x W_rᵀ + h U_rᵀ + b_r)      z = σ(x W_zᵀ + h U_zᵀ + b_z)
        n = tanh(x W_nᵀ + (r h) U_nᵀ + b_n)
        h' = (1 − z) n + z h

    PyTorch's has n = tanh(x W_nᵀ + b_n + r (h U_nᵀ + c_n)), which is another function, so that its weights are no weights of this:
    `GruResetAfter` below.
    The gates are in PyTorch's order, r z n.
    """

    def __init__(self, inputs, units):
        super().__init__()
        self.weight_ih = nn.Parameter(torch.empty(3 * units, inputs))
        self.weight_hh = nn.Parameter(torch.empty(3 * units, units))
        self.bias = nn.Parameter(torch.zeros(3 * units))

    def forward(self, x, h):
        x_r, x_z, x_n = (x @ self.weight_ih.T + self.bias).chunk(3, 1)
        u_r, u_z, u_n = self.weight_hh.chunk(3)
        r = torch.sigmoid(x_r + h @ u_r.T)
        z = torch.sigmoid(x_z + h @ u_z.T)
        n = torch.tanh(x_n + (r * h) @ u_n.T)
        return (1 - z) * n + z * h


class Gru(nn.ModuleList):
    states = ("hidden",)

    def __init__(self, inputs, units, layers=1):
        super().__init__(GruCell(inputs if k == 0 else units, units) for k in range(layers))

    def forward(self, x, state):
        next_state = []
        for cell, (h,) in zip(self, state):
            x = cell(x, h)
            next_state.append((x,))
        return x, next_state


class GruResetAfter(Gru):
    """PyTorch's own GRU."""

    def __init__(self, inputs, units, layers=1):
        nn.ModuleList.__init__(self, (nn.GRUCell(inputs if k == 0 else units, units) for k in range(layers)))
        for cell in self:
            nn.init.zeros_(cell.bias_ih)
            nn.init.zeros_(cell.bias_hh)


CONTROLLERS = {"feedforward": Feedforward, "lstm": Lstm, "gru": Gru, "gruResetAfter": GruResetAfter}


def create_controller(inputs, *, type, **options):
    return CONTROLLERS[type](inputs, **options)
