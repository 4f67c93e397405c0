#pragma once

#include <cmath>

#include "vectors.h"

constexpr double EPSILON = 1e-8;

// The passes over a memory of `rows` × `width` numbers.
//
// A memory is stored in tiles of four vectors of rows: within a tile, a column follows the other. So every pass goes straight
// through memory, and what it adds up for the rows of a tile stays in registers. A vector of one number a row is padded to whole
// tiles; as a weighting is 0 there, the rows that do not exist stay as they were.
template <class S>
struct Memory {
  static constexpr int VECTORS = 4;
  static constexpr int TILE = VECTORS * LANES<S>;
  struct Tile {
    Vector<S> part[VECTORS];
  };

  int rows, width, paddedRows;
  mutable Array<S> sumsOfColumns;

  Memory(int rows, int width) : rows(rows), width(width), paddedRows(roundUp(rows, TILE)), sumsOfColumns(8 * size_t(width) * LANES<S>) {}

  size_t size() const { return size_t(paddedRows) * width; }

  static const Tile& tileAt(const S* values) { return *reinterpret_cast<const Tile*>(values); }
  static Tile& tileAt(S* values) { return *reinterpret_cast<Tile*>(values); }

  // ‖M(i)‖ = √(Σ_j M(i, j)² + ε²)
  void norms(const S* M, S* norm) const {
    for (int i = 0; i < paddedRows; i += TILE) {
      Tile sums = {};
      for (int j = 0; j < width; j++, M += TILE) {
        for (int v = 0; v < VECTORS; v++) sums.part[v] += tileAt(M).part[v] * tileAt(M).part[v];
      }
      tileAt(norm + i) = sums;
    }
    takeRoots(norm);
  }

  // out_h(i) += Σ_j in_h(j) M(i, j), for `heads` vectors of `width` numbers, `inStride` apart
  void timesColumns(const S* M, int heads, const S* in, int inStride, S* out, int outStride) const {
    inChunks<4>(heads, [&](int first, auto count) {
      constexpr int PARTS = count() > 2 ? VECTORS / 2 : VECTORS;
      for (int i = 0; i < paddedRows; i += PARTS * LANES<S>) {
        const S* m = M + size_t(i / TILE) * width * TILE + i % TILE;
        Vector<S> sums[count()][PARTS];
        for (int h = 0; h < count(); h++) {
          for (int v = 0; v < PARTS; v++) sums[h][v] = vectorAt(out + (first + h) * outStride + i + v * LANES<S>);
        }
        for (int j = 0; j < width; j++, m += TILE) {
          for (int h = 0; h < count(); h++) {
            const S factor = in[(first + h) * inStride + j];
            for (int v = 0; v < PARTS; v++) sums[h][v] += vectorAt(m + v * LANES<S>) * factor;
          }
        }
        for (int h = 0; h < count(); h++) {
          for (int v = 0; v < PARTS; v++) vectorAt(out + (first + h) * outStride + i + v * LANES<S>) = sums[h][v];
        }
      }
    });
  }

  // out_h(j) = Σ_i in_h(i) M(i, j)
  void timesRows(const S* M, int heads, const S* in, int inStride, S* out, int outStride) const {
    inChunks<4>(heads, [&](int first, auto count) {
      Vector<S>* sums = clearedSums(count());
      const S* m = M;
      for (int i = 0; i < paddedRows; i += TILE) {
        const S* weights = in + first * inStride + i;
        for (int j = 0; j < width; j++, m += TILE) {
          for (int h = 0; h < count(); h++) sums[h * width + j] += dot(tileAt(weights + h * inStride), tileAt(m));
        }
      }
      for (int h = 0; h < count(); h++) storeSums(sums + h * width, out + (first + h) * outStride);
    });
  }

  // A write: M'(i, j) = M(i, j) (1 − w(i) e(j)) + w(i) a(j), and the norms of the new rows.
  void write(const S* M, const S* w, const S* e, const S* a, S* written, S* norm) const {
    for (int i = 0; i < paddedRows; i += TILE) {
      const Tile weights = tileAt(w + i);
      Tile sums = {};
      for (int j = 0; j < width; j++, M += TILE, written += TILE) {
        for (int v = 0; v < VECTORS; v++) {
          const Vector<S> old = tileAt(M).part[v];
          const Vector<S> value = old - weights.part[v] * (old * e[j] - a[j]);
          tileAt(written).part[v] = value;
          sums.part[v] += value * value;
        }
      }
      tileAt(norm + i) = sums;
    }
    takeRoots(norm);
  }

  // The gradient of a write. Turns dM' into dM, adds to dw, and returns de and da.
  void writeBackward(const S* M, const S* w, const S* e, const S* a, S* dM, S* dw, S* de, S* da) const {
    Vector<S>*erased = clearedSums(2), *added = erased + width;
    for (int i = 0; i < paddedRows; i += TILE) {
      const Tile weights = tileAt(w + i);
      Tile sums = tileAt(dw + i);
      for (int j = 0; j < width; j++, M += TILE, dM += TILE) {
        Vector<S> ofErase = {}, ofAdd = {};
        for (int v = 0; v < VECTORS; v++) {
          const Vector<S> g = tileAt(dM).part[v], forgotten = g * tileAt(M).part[v], u = g * weights.part[v];
          sums.part[v] += g * a[j] - forgotten * e[j];
          ofAdd += u;
          ofErase -= forgotten * weights.part[v];
          tileAt(dM).part[v] = g - u * e[j];
        }
        erased[j] += ofErase;
        added[j] += ofAdd;
      }
      tileAt(dw + i) = sums;
    }
    storeSums(erased, de);
    storeSums(added, da);
  }

  // dM(i, j) += a_h(i) v_h(j) for each of `heads`
  void addProducts(S* dM, int heads, const S* a, int aStride, const S* v, int vStride) const {
    inChunks<4>(heads, [&](int first, auto count) {
      S* target = dM;
      for (int i = 0; i < paddedRows; i += TILE) {
        const S* as = a + first * aStride + i;
        for (int j = 0; j < width; j++, target += TILE) {
          Tile sums = tileAt(target);
          for (int h = 0; h < count(); h++) {
            const S factor = v[(first + h) * vStride + j];
            for (int p = 0; p < VECTORS; p++) sums.part[p] += tileAt(as + h * aStride).part[p] * factor;
          }
          tileAt(target) = sums;
        }
      }
    });
  }

  // The gradient of cosine similarities, where p_h(i) = M(i) · k_h has the gradient a_h(i), and b(i) is what the norm of a row
  // contributes: dM(i, j) += Σ_h a_h(i) k_h(j) − b(i) M(i, j), and dk_h(j) = Σ_i a_h(i) M(i, j).
  void similarityBackward(const S* M, int heads, const S* a, int aStride, const S* b, const S* k, int kStride, S* dM, S* dk,
                          int dkStride) const {
    inChunks<2>(heads, [&](int first, auto count) {
      Vector<S>* sums = clearedSums(count());
      const S* m = M;
      S* dm = dM;
      for (int i = 0; i < paddedRows; i += TILE) {
        const S* as = a + first * aStride + i;
        for (int j = 0; j < width; j++, m += TILE, dm += TILE) {
          Tile gradient = tileAt(dm);
          for (int h = 0; h < count(); h++) {
            const S factor = k[(first + h) * kStride + j];
            for (int v = 0; v < VECTORS; v++) gradient.part[v] += tileAt(as + h * aStride).part[v] * factor;
            sums[h * width + j] += dot(tileAt(as + h * aStride), tileAt(m));
          }
          if (first == 0) {
            for (int v = 0; v < VECTORS; v++) gradient.part[v] -= tileAt(b + i).part[v] * tileAt(m).part[v];
          }
          tileAt(dm) = gradient;
        }
      }
      for (int h = 0; h < count(); h++) storeSums(sums + h * width, dk + (first + h) * dkStride);
    });
  }

 private:
  static Vector<S> dot(const Tile& one, const Tile& other) {
    Vector<S> sum = one.part[0] * other.part[0];
    for (int v = 1; v < VECTORS; v++) sum += one.part[v] * other.part[v];
    return sum;
  }

  void takeRoots(S* squares) const {
    for (int i = 0; i < paddedRows; i++) squares[i] = std::sqrt(squares[i] + S(EPSILON * EPSILON));
  }

  Vector<S>* clearedSums(int heads) const {
    auto* sums = reinterpret_cast<Vector<S>*>(sumsOfColumns.data());
    for (int j = 0; j < heads * width; j++) sums[j] = Vector<S>{};
    return sums;
  }

  void storeSums(const Vector<S>* sums, S* out) const {
    for (int j = 0; j < width; j++) out[j] = sumOf<S>(sums[j]);
  }
};
