#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <type_traits>
#include <vector>

// Vectors as wide as the registers of the build: 4 floats with SSE or NEON, 8 with AVX, 16 with AVX-512.

#if defined(__AVX512F__)
constexpr int VECTOR_BYTES = 64;
#elif defined(__AVX__)
constexpr int VECTOR_BYTES = 32;
#else
constexpr int VECTOR_BYTES = 16;
#endif

template <class S>
struct VectorOf {
  typedef S type __attribute__((vector_size(VECTOR_BYTES)));
};

template <class S>
using Vector = typename VectorOf<S>::type;

template <class S>
constexpr int LANES = VECTOR_BYTES / sizeof(S);

template <class S>
const Vector<S>& vectorAt(const S* values) {
  return *reinterpret_cast<const Vector<S>*>(values);
}

template <class S>
Vector<S>& vectorAt(S* values) {
  return *reinterpret_cast<Vector<S>*>(values);
}

template <class S>
S sumOf(Vector<S> vector) {
  S sum = 0;
  for (int lane = 0; lane < LANES<S>; lane++) sum += vector[lane];
  return sum;
}

constexpr int roundUp(int count, int step) { return (count + step - 1) / step * step; }

// A multiple of the numbers in a cache line, and in a vector.
constexpr int LINE = 16;

// Numbers that begin at a cache line.
template <class T>
struct LineAllocator {
  using value_type = T;
  LineAllocator() = default;
  template <class U>
  LineAllocator(const LineAllocator<U>&) {}
  T* allocate(size_t count) {
    void* memory = std::aligned_alloc(64, (count * sizeof(T) + 63) / 64 * 64);
    if (memory == nullptr) throw std::bad_alloc();
    return static_cast<T*>(memory);
  }
  void deallocate(T* values, size_t) { std::free(values); }
  template <class U>
  bool operator==(const LineAllocator<U>&) const {
    return true;
  }
};

template <class T>
using Array = std::vector<T, LineAllocator<T>>;

// Calls `body(first, width)` for consecutive chunks of `count` things: as many of MOST as there are, then one with the rest.
// The width is a constant, so that loops over a chunk unroll and its accumulators stay in registers.
template <int MOST, class Body>
void inChunks(int count, Body body, int first = 0) {
  for (; first + MOST <= count; first += MOST) body(first, std::integral_constant<int, MOST>());
  if constexpr (MOST > 1) {
    if (first < count) inChunks<MOST - 1>(count, body, first);
  }
}
