#pragma once

#include <cmath>

#include "addressing.h"
#include "dense.h"

enum class ControllerKind { feedforward, lstm };

// The controller: from x = [input, reads] and its state to the hidden units h.
//
//     feedforward   h = tanh([x, 1] W)
//     LSTM          [i, f, g, o] = [x, h', 1] W,   c = σ(f) c' + σ(i) tanh(g),   h = σ(o) tanh(c)
//
// What a step leaves for the backward pass are its `values`: the gates after activation, c and tanh(c); nothing if feedforward.
template <class S>
struct Controller {
  ControllerKind kind;
  int units;
  Dense<S> dense;

  Controller(ControllerKind kind, int inputs, int units, size_t offset)
      : kind(kind), units(units), dense(lstm() ? Dense<S>(inputs + units, 4 * units, offset) : Dense<S>(inputs, units, offset)) {}

  bool lstm() const { return kind == ControllerKind::lstm; }
  int valuesSize() const { return lstm() ? 6 * units : 0; }

  // `sums` has room for `dense.stride` numbers; `lastCell` is c'.
  void forward(const S* weights, const S* x, const S* __restrict lastCell, S* __restrict sums, S* __restrict values,
               S* __restrict h) const {
    dense.forward(weights, x, sums);
    if (!lstm()) {
      for (int u = 0; u < units; u++) h[u] = std::tanh(sums[u]);
      return;
    }
    S *__restrict i = values, *__restrict f = i + units, *__restrict g = f + units, *__restrict o = g + units;
    S *__restrict c = o + units, *__restrict tanhC = c + units;
    for (int u = 0; u < 2 * units; u++) i[u] = sigmoid(sums[u]);
    for (int u = 0; u < units; u++) g[u] = std::tanh(sums[2 * units + u]);
    for (int u = 0; u < units; u++) o[u] = sigmoid(sums[3 * units + u]);
    for (int u = 0; u < units; u++) {
      c[u] = f[u] * lastCell[u] + i[u] * g[u];
      tanhC[u] = std::tanh(c[u]);
      h[u] = o[u] * tanhC[u];
    }
  }

  // From dh and, of an LSTM, dc, which becomes dc': the gradient of the sums.
  void backward(const S* __restrict values, const S* __restrict h, const S* __restrict lastCell, const S* __restrict dh,
                S* __restrict dc, S* __restrict dSums) const {
    if (!lstm()) {
      for (int u = 0; u < units; u++) dSums[u] = dh[u] * (1 - h[u] * h[u]);
      return;
    }
    const S *i = values, *f = i + units, *g = f + units, *o = g + units, *tanhC = o + 2 * units;
    for (int u = 0; u < units; u++) {
      const S d = dc[u] + dh[u] * o[u] * (1 - tanhC[u] * tanhC[u]);
      dSums[u] = d * g[u] * i[u] * (1 - i[u]);
      dSums[units + u] = d * lastCell[u] * f[u] * (1 - f[u]);
      dSums[2 * units + u] = d * i[u] * (1 - g[u] * g[u]);
      dSums[3 * units + u] = dh[u] * tanhC[u] * o[u] * (1 - o[u]);
      dc[u] = d * f[u];
    }
  }
};
