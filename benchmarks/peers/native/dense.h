#pragma once

#include "vectors.h"

// A map y = [x, 1] W. W has a row for each input and a last one for the bias, each padded with zeros to whole vectors, as y is.
template <class S>
struct Dense {
  int inputs = 0, outputs = 0, stride = 0;
  size_t offset = 0;  // of W among all weights

  Dense() = default;
  Dense(int inputs, int outputs, size_t offset)
      : inputs(inputs), outputs(outputs), stride(roundUp(outputs, LANES<S>)), offset(offset) {}

  size_t size() const { return size_t(inputs + 1) * stride; }

  // y = [x, 1] W, for x of `inputs` and y of `stride` numbers.
  void forward(const S* weights, const S* x, S* y) const {
    constexpr int L = LANES<S>;
    const S* W = weights + offset;
    inChunks<8>(stride / L, [&](int first, auto width) {
      const S* column = W + first * L;
      Vector<S> sums[width()];
      for (int c = 0; c < width(); c++) sums[c] = vectorAt(column + size_t(inputs) * stride + c * L);
      for (int i = 0; i < inputs; i++, column += stride) {
        for (int c = 0; c < width(); c++) sums[c] += vectorAt(column + c * L) * x[i];
      }
      for (int c = 0; c < width(); c++) vectorAt(y + (first + c) * L) = sums[c];
    });
  }

  // dx += W dy, for dy of `stride` and dx of `inputs` numbers.
  void backward(const S* weights, const S* dy, S* dx) const {
    constexpr int L = LANES<S>;
    const S* W = weights + offset;
    inChunks<8>(inputs, [&](int first, auto width) {
      const S* rows = W + size_t(first) * stride;
      Vector<S> sums[width()] = {};
      for (int o = 0; o < stride; o += L) {
        for (int r = 0; r < width(); r++) sums[r] += vectorAt(rows + r * stride + o) * vectorAt(dy + o);
      }
      for (int r = 0; r < width(); r++) dx[first + r] += sumOf<S>(sums[r]);
    });
  }

  // dW += Σ_t [x_t, 1]ᵀ dy_t over so many steps, in whose rows of x a 1 follows the inputs.
  void addGradient(S* gradients, const S* x, int xStride, const S* dy, int steps) const {
    constexpr int L = LANES<S>;
    S* dW = gradients + offset;
    inChunks<4>(inputs + 1, [&](int row, auto rows) {
      inChunks<3>(stride / L, [&](int column, auto columns) {
        Vector<S> sums[rows()][columns()] = {};
        const S *xt = x + row, *dyt = dy + column * L;
        for (int t = 0; t < steps; t++, xt += xStride, dyt += stride) {
          for (int r = 0; r < rows(); r++) {
            for (int c = 0; c < columns(); c++) sums[r][c] += vectorAt(dyt + c * L) * xt[r];
          }
        }
        for (int r = 0; r < rows(); r++) {
          S* target = dW + size_t(row + r) * stride + column * L;
          for (int c = 0; c < columns(); c++) vectorAt(target + c * L) += sums[r][c];
        }
      });
    });
  }
};
