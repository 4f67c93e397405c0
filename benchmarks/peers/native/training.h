#pragma once

#include <cmath>
#include <cstdint>
#include <deque>
#include <stdexcept>
#include <thread>

#include "network.h"

// A stream of random numbers: splitmix64.
struct Random {
  uint64_t state;
  uint64_t next() {
    uint64_t z = state += 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }
  double uniform() { return double(next() >> 11) / 9007199254740992.0; }
};

// The copy task: T vectors of bits, a delimiter on a channel of its own, then T steps that answer with the vectors.
template <class S>
struct CopyEpisodes {
  int batch, length, bits;
  std::vector<S> inputs, targets;  // [batch, 2T + 1, bits + 1] and [batch, T, bits]

  CopyEpisodes(int batch, int length, int bits)
      : batch(batch), length(length), bits(bits), inputs(size_t(batch) * steps() * (bits + 1)), targets(size_t(batch) * length * bits) {}

  int steps() const { return 2 * length + 1; }
  const S* inputsOf(int sequence) const { return inputs.data() + size_t(sequence) * steps() * (bits + 1); }
  const S* targetsOf(int sequence) const { return targets.data() + size_t(sequence) * length * bits; }

  void sample(Random& random) {
    for (S& target : targets) target = S(random.next() >> 63);
    fillInputs();
  }

  void fillInputs() {
    for (int b = 0; b < batch; b++) {
      S* x = inputs.data() + size_t(b) * steps() * (bits + 1);
      for (int t = 0; t < length; t++) {
        for (int i = 0; i < bits; i++) x[t * (bits + 1) + i] = targets[(size_t(b) * length + t) * bits + i];
      }
      x[length * (bits + 1) + bits] = 1;
    }
  }
};

// Graves' RMSProp, after elementwise clipping:
// n ← ρ n + (1 − ρ) g²;  ḡ ← ρ ḡ + (1 − ρ) g;  Δ ← μ Δ − η g / √(n − ḡ² + ε);  θ ← θ + Δ
template <class S>
struct GravesRmsProp {
  Array<S> meanSquare, mean, change;
  explicit GravesRmsProp(size_t weights) : meanSquare(weights, 0), mean(weights, 0), change(weights, 0) {}

  void update(S* __restrict weights, const S* __restrict gradients, S rate, S clip) {
    S *__restrict n = meanSquare.data(), *__restrict m = mean.data(), *__restrict d = change.data();
    const S decay = S(0.95), momentum = S(0.9), epsilon = S(1e-4);
    for (size_t i = 0, count = mean.size(); i < count; i++) {
      const S g = std::min(clip, std::max(-clip, gradients[i]));
      n[i] = decay * n[i] + (1 - decay) * g * g;
      m[i] = decay * m[i] + (1 - decay) * g;
      d[i] = momentum * d[i] - rate * g / std::sqrt(n[i] - m[i] * m[i] + epsilon);
      weights[i] += d[i];
    }
  }
};

// Training of a network on the copy task; several threads share a batch.
template <class S>
class Training {
  Network<S> network;
  CopyEpisodes<S> episodes;
  GravesRmsProp<S> optimizer;
  Random random{1};

  struct Worker {
    Unrolled<S> unrolled;
    Array<S> gradients;
    double loss = 0;
    Worker(const Network<S>& network) : unrolled(network), gradients(network.weights, 0) {}
  };
  std::deque<Worker> workers;

 public:
  Array<S> weights;

  Training(const Sizes& sizes, int batch, int length, int threads = 1)
      : network(sizes), episodes(batch, length, sizes.outputs), optimizer(network.weights), weights(network.weights, 0) {
    for (int i = 0; i < threads; i++) workers.emplace_back(network);
    for (const auto& map : network.maps()) {
      const double bound = std::sqrt(6.0 / (map.inputs + map.outputs));
      for (int i = 0; i < map.inputs; i++) {
        for (int o = 0; o < map.outputs; o++) weights[map.offset + size_t(i) * map.stride + o] = S(bound * (2 * random.uniform() - 1));
      }
    }
    if (sizes.controller == ControllerKind::lstm) {
      const auto& map = network.controller.dense;
      for (int u = 0; u < sizes.units; u++) weights[map.offset + size_t(map.inputs) * map.stride + sizes.units + u] = 1;
    }
  }
  // workers refer to the network
  Training(const Training&) = delete;

  size_t parameters() const { return network.parameters(); }
  CopyEpisodes<S>& batch() { return episodes; }
  const Array<S>& gradients() const { return workers[0].gradients; }
  const Network<S>& model() const { return network; }

  // Samples episodes and takes a step on them; returns the loss before it, in nats a sequence.
  double step() {
    episodes.sample(random);
    const double loss = differentiate();
    update();
    return loss;
  }

  // Samples episodes and runs the network on them; returns the loss.
  double evaluate() {
    episodes.sample(random);
    return eachShare([&](Worker& worker, int sequence) { worker.loss += forward(worker, sequence, false); });
  }

  // The loss and its gradients.
  double differentiate() {
    for (Worker& worker : workers) std::fill(worker.gradients.begin(), worker.gradients.end(), S(0));
    const double loss = eachShare([&](Worker& worker, int sequence) {
      worker.loss += forward(worker, sequence, true);
      worker.unrolled.backward(weights.data(), worker.gradients.data(), episodes.steps(), episodes.length + 1);
    });
    S* __restrict sum = workers[0].gradients.data();
    for (size_t i = 1; i < workers.size(); i++) {
      const S* __restrict other = workers[i].gradients.data();
      for (size_t w = 0; w < weights.size(); w++) sum[w] += other[w];
    }
    return loss;
  }

  void update() { optimizer.update(weights.data(), gradients().data(), S(1e-4), S(10)); }

 private:
  // Runs `work` for each sequence, in consecutive shares of the batch, one a thread; returns the mean loss.
  template <class Work>
  double eachShare(Work work) {
    const int count = int(workers.size());
    auto run = [&](int index) {
      workers[index].loss = 0;
      for (int b = index * episodes.batch / count; b < (index + 1) * episodes.batch / count; b++) work(workers[index], b);
    };
    std::vector<std::thread> threads;
    for (int index = 1; index < count; index++) threads.emplace_back(run, index);
    run(0);
    for (auto& thread : threads) thread.join();
    double loss = 0;
    for (const Worker& worker : workers) loss += worker.loss;
    return loss / episodes.batch;
  }

  // The logits of a sequence at all steps, its loss, and, if `keep`, the gradients of the logits.
  double forward(Worker& worker, int sequence, bool keep) {
    Unrolled<S>& unrolled = worker.unrolled;
    unrolled.forward(weights.data(), episodes.inputsOf(sequence), episodes.steps(), keep);
    const S* targets = episodes.targetsOf(sequence);
    const int stride = network.output.stride;
    double loss = 0;
    for (int t = 0; t < episodes.length; t++) {
      const size_t row = size_t(episodes.length + 1 + t) * stride;
      for (int i = 0; i < episodes.bits; i++) {
        const double z = unrolled.logits[row + i], y = targets[t * episodes.bits + i];
        loss += std::max(z, 0.0) - z * y + std::log1p(std::exp(-std::abs(z)));
        if (keep) unrolled.dLogits[row + i] = S((1 / (1 + std::exp(-z)) - y) / episodes.batch);
      }
    }
    return loss;
  }
};
