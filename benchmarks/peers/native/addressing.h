#pragma once

#include <algorithm>
#include <cmath>

#include "memory.h"

template <class S>
S sigmoid(S x) {
  return 1 / (1 + std::exp(-x));
}

template <class S>
S softplus(S x) {
  return std::max(x, S(0)) + std::log1p(std::exp(-std::abs(x)));
}

// The interface of a head: key, key strength, gate, three shift weights and sharpening; a write head has erase and add vectors, too.
constexpr int SHIFTS = 3;
constexpr int addressingSize(int width) { return width + 3 + SHIFTS; }

// The addressing of one head at one step, equations 5 to 9 of the paper, and what its gradient needs.
template <class S>
struct Addressing {
  // One number a row each. `interpolated` has a number before the first row and one after the last, for the circular shift.
  S *similarity, *content, *interpolated, *shifted, *logarithm, *weighting;
  S keyNorm, strength, gate, shift[SHIFTS], sharpening;

  static int size(int paddedRows) { return roundUp(6 * paddedRows + 2, LINE); }

  void place(S* memory, int paddedRows) {
    S** arrays[] = {&weighting, &similarity, &content, &shifted, &logarithm, &interpolated};
    for (S** array : arrays) {
      *array = memory;
      memory += paddedRows;
    }
    interpolated++;
  }

  // From the interface p of the head, the products M(i) · k in `similarity`, and the norms of the rows.
  void forward(int rows, int width, const S* p, const S* __restrict norms, const S* __restrict previous) {
    S square = S(EPSILON * EPSILON);
    for (int j = 0; j < width; j++) square += p[j] * p[j];
    keyNorm = std::sqrt(square);
    strength = softplus(p[width]);
    gate = sigmoid(p[width + 1]);
    softmaxOfShifts(p + width + 2);
    sharpening = 1 + softplus(p[width + 2 + SHIFTS]);

    S *__restrict K = similarity, *__restrict c = content, *__restrict g = interpolated;
    S *__restrict q = shifted, *__restrict l = logarithm, *__restrict w = weighting;
    S most = -1;
    for (int i = 0; i < rows; i++) {
      K[i] /= norms[i] * keyNorm + S(EPSILON);
      most = std::max(most, K[i]);
    }
    S sum = 0;
    for (int i = 0; i < rows; i++) {
      c[i] = std::exp(strength * (K[i] - most));
      sum += c[i];
    }
    S share = 1 / sum;
    for (int i = 0; i < rows; i++) {
      c[i] *= share;
      g[i] = previous[i] + gate * (c[i] - previous[i]);
    }
    g[-1] = g[rows - 1];
    g[rows] = g[0];
    most = S(-1e30);
    const S back = shift[0], stay = shift[1], forth = shift[2];
    for (int i = 0; i < rows; i++) {
      q[i] = back * g[i + 1] + stay * g[i] + forth * g[i - 1] + S(EPSILON * EPSILON);
      l[i] = std::log(q[i]);
      most = std::max(most, l[i]);
    }
    sum = 0;
    for (int i = 0; i < rows; i++) {
      w[i] = std::exp(sharpening * (l[i] - most));
      sum += w[i];
    }
    share = 1 / sum;
    for (int i = 0; i < rows; i++) w[i] *= share;
  }

  // From the gradient dw of the weighting, which becomes that of the previous one: `products` gets the gradient of M(i) · k,
  // `ofNorms` that of the norms, as `Memory::similarityBackward` wants it, is added to, and dp gets all but the key's part
  // through the products. `spread` has room as `interpolated` has.
  void backward(int rows, int width, const S* p, const S* __restrict norms, const S* __restrict previous, S* __restrict dw,
                S* __restrict products, S* __restrict ofNorms, S* __restrict spread, S* dp, S& ofKeyNorm) const {
    const S *__restrict K = similarity, *__restrict c = content, *__restrict g = interpolated;
    const S *__restrict q = shifted, *__restrict l = logarithm, *__restrict w = weighting;
    S mean = 0;
    for (int i = 0; i < rows; i++) mean += dw[i] * w[i];
    S dSharpening = 0;
    for (int i = 0; i < rows; i++) {
      const S dz = w[i] * (dw[i] - mean);
      dSharpening += dz * l[i];
      spread[i] = sharpening * dz / q[i];
    }
    spread[-1] = spread[rows - 1];
    spread[rows] = spread[0];
    S dShift[SHIFTS] = {0, 0, 0}, dGate = 0;
    mean = 0;
    const S back = shift[0], stay = shift[1], forth = shift[2], keep = 1 - gate;
    for (int i = 0; i < rows; i++) {
      dShift[0] += spread[i] * g[i + 1];
      dShift[1] += spread[i] * g[i];
      dShift[2] += spread[i] * g[i - 1];
      const S dg = back * spread[i - 1] + stay * spread[i] + forth * spread[i + 1];
      dGate += dg * (c[i] - previous[i]);
      dw[i] = keep * dg;
      products[i] = gate * dg;
      mean += products[i] * c[i];
    }
    S dStrength = 0, dKeyNorm = 0;
    for (int i = 0; i < rows; i++) {
      const S dz = c[i] * (products[i] - mean);
      dStrength += dz * K[i];
      const S d = strength * dz / (norms[i] * keyNorm + S(EPSILON));
      products[i] = d;
      ofNorms[i] += d * K[i] * keyNorm / norms[i];
      dKeyNorm += d * K[i] * norms[i];
    }
    ofKeyNorm = dKeyNorm / keyNorm;
    dp[width] = dStrength * sigmoid(p[width]);
    dp[width + 1] = dGate * gate * keep;
    S dot = 0;
    for (int s = 0; s < SHIFTS; s++) dot += dShift[s] * shift[s];
    for (int s = 0; s < SHIFTS; s++) dp[width + 2 + s] = shift[s] * (dShift[s] - dot);
    dp[width + 2 + SHIFTS] = dSharpening * sigmoid(p[width + 2 + SHIFTS]);
  }

 private:
  void softmaxOfShifts(const S* p) {
    const S most = std::max({p[0], p[1], p[2]});
    S sum = 0;
    for (int s = 0; s < SHIFTS; s++) sum += shift[s] = std::exp(p[s] - most);
    for (int s = 0; s < SHIFTS; s++) shift[s] /= sum;
  }
};
