#pragma once

#include <algorithm>
#include <vector>

#include "controller.h"

struct Sizes {
  ControllerKind controller = ControllerKind::feedforward;
  int inputs = 9, outputs = 8, units = 100, rows = 128, width = 20;
  int heads = 1;  // of each kind: the write heads act one after the other, then the read heads
};

constexpr double INITIAL_CONTENTS = 1e-6;

// The maps of a network, and their places among the weights.
template <class S>
struct Network {
  Sizes sizes;
  int writeInterface, readInterface;  // numbers in the interface of a head
  Controller<S> controller;
  Dense<S> interface, output;
  size_t weights;

  explicit Network(const Sizes& s)
      : sizes(s),
        writeInterface(addressingSize(s.width) + 2 * s.width),
        readInterface(addressingSize(s.width)),
        controller(s.controller, s.inputs + s.heads * s.width, s.units, 0),
        interface(s.units, s.heads * (writeInterface + readInterface), controller.dense.size()),
        output(s.units + s.heads * s.width, s.outputs, interface.offset + interface.size()),
        weights(output.offset + output.size()) {}

  std::vector<Dense<S>> maps() const { return {controller.dense, interface, output}; }

  size_t parameters() const {
    size_t count = 0;
    for (const auto& map : maps()) count += size_t(map.inputs + 1) * map.outputs;
    return count;
  }
};

// A network unrolled over the steps of one sequence. `forward` keeps what `backward` needs, if asked to.
template <class S>
class Unrolled {
  const Network<S>& net;
  const Sizes& sizes;
  Memory<S> shape;
  int R, W, readSize;

  // What a step leaves for the backward pass.
  struct Frame {
    S* x;  // [input, reads, last hidden units of an LSTM, 1]
    S *controllerSums, *controllerValues;
    S* hidden;  // [h, 1]
    S *interface, *eraseVectors;
    S* outputInputs;       // [h, reads, 1]
    S *memories, *norms;  // after each write
    std::vector<Addressing<S>> heads;
  };

  Array<S> storage;  // frames, one after the other
  std::vector<Frame> frames;
  size_t frameSize = 0;
  int headStride;  // from the numbers of a head to those of the next
  Array<S> firstMemory, firstNorms, firstWeighting, zeros;
  Array<S> dMemory, dWeightings, dProducts, dNorms, ofKeyNorms, spread, dCell, dOutputInputs, dX;
  Array<S> dControllerSums, dInterface;  // of all steps

 public:
  Array<S> logits, dLogits;  // a row of `output.stride` for each step

  explicit Unrolled(const Network<S>& network)
      : net(network), sizes(network.sizes), shape(sizes.rows, sizes.width) {
    W = R = sizes.heads;
    readSize = R * sizes.width;
    const int padded = shape.paddedRows;
    headStride = Addressing<S>::size(padded);
    firstMemory.assign(shape.size(), S(INITIAL_CONTENTS));
    firstNorms.assign(padded, 0);
    shape.norms(firstMemory.data(), firstNorms.data());
    firstWeighting.assign(padded, 0);
    firstWeighting[0] = 1;
    zeros.assign(std::max(sizes.units, readSize), 0);
    dProducts.assign(size_t(R) * padded, 0);
    dNorms.assign(padded, 0);
    ofKeyNorms.assign(R, 0);
    spread.assign(padded + 2 * LINE, 0);
  }

  // Runs over `steps` inputs of `sizes.inputs` numbers each.
  void forward(const S* weights, const S* inputs, int steps, bool keep) {
    makeFrames(keep ? steps : 2, steps);
    const int width = sizes.width, padded = shape.paddedRows, units = sizes.units;
    const Frame* last = nullptr;
    for (int t = 0; t < steps; t++) {
      Frame& frame = frames[keep ? t : t % 2];
      std::copy_n(inputs + t * sizes.inputs, sizes.inputs, frame.x);
      std::copy_n(last ? last->outputInputs + units : zeros.data(), readSize, frame.x + sizes.inputs);
      if (net.controller.lstm()) std::copy_n(last ? last->hidden : zeros.data(), units, frame.x + sizes.inputs + readSize);
      net.controller.forward(weights, frame.x, cellOf(last), frame.controllerSums, frame.controllerValues, frame.hidden);
      net.interface.forward(weights, frame.hidden, frame.interface);

      const S *memory = memoryOf(last, W - 1), *norms = normsOf(last, W - 1);
      for (int h = 0; h < W; h++) {
        Addressing<S>& head = frame.heads[h];
        const S* p = frame.interface + h * net.writeInterface;
        std::fill_n(head.similarity, padded, S(0));
        shape.timesColumns(memory, 1, p, 0, head.similarity, 0);
        head.forward(sizes.rows, width, p, norms, weightingOf(last, h));
        const S* vectors = p + addressingSize(width);
        S *erase = frame.eraseVectors + h * width, *next = frame.memories + h * shape.size(), *nextNorms = frame.norms + h * padded;
        for (int j = 0; j < width; j++) erase[j] = sigmoid(vectors[j]);
        shape.write(memory, head.weighting, erase, vectors + width, next, nextNorms);
        memory = next;
        norms = nextNorms;
      }
      const S* p = frame.interface + W * net.writeInterface;
      Addressing<S>* readers = frame.heads.data() + W;
      for (int h = 0; h < R; h++) std::fill_n(readers[h].similarity, padded, S(0));
      shape.timesColumns(memory, R, p, net.readInterface, readers->similarity, headStride);
      for (int h = 0; h < R; h++) {
        readers[h].forward(sizes.rows, width, p + h * net.readInterface, norms, weightingOf(last, W + h));
      }
      std::copy_n(frame.hidden, units, frame.outputInputs);
      shape.timesRows(memory, R, readers->weighting, headStride, frame.outputInputs + units, width);
      net.output.forward(weights, frame.outputInputs, logits.data() + size_t(t) * net.output.stride);
      last = &frame;
    }
  }

  // Adds to the gradients of the weights, from those of the logits, `dLogits`, which are zero before step `firstAnswer`.
  void backward(const S* weights, S* gradients, int steps, int firstAnswer) {
    const int width = sizes.width, padded = shape.paddedRows, units = sizes.units;
    const int fromReads = sizes.inputs;
    dMemory.assign(shape.size(), 0);
    dWeightings.assign(size_t(W + R) * padded, 0);
    dCell.assign(units, 0);
    dX.assign(net.controller.dense.inputs, 0);
    dOutputInputs.resize(net.output.inputs);
    dControllerSums.assign(size_t(steps) * net.controller.dense.stride, 0);
    dInterface.assign(size_t(steps) * net.interface.stride, 0);
    for (int t = steps - 1; t >= 0; t--) {
      const Frame& frame = frames[t];
      const Frame* last = t > 0 ? &frames[t - 1] : nullptr;
      std::fill(dOutputInputs.begin(), dOutputInputs.end(), S(0));
      if (t >= firstAnswer) {
        net.output.backward(weights, dLogits.data() + size_t(t) * net.output.stride, dOutputInputs.data());
      }
      S *dh = dOutputInputs.data(), *dReads = dh + units;
      for (int i = 0; i < readSize; i++) dReads[i] += dX[fromReads + i];
      if (net.controller.lstm()) {
        for (int u = 0; u < units; u++) dh[u] += dX[fromReads + readSize + u];
      }

      S* dInterfaceNow = dInterface.data() + size_t(t) * net.interface.stride;
      {
        const S *memory = memoryOf(&frame, W - 1), *norms = normsOf(&frame, W - 1);
        const S* p = frame.interface + W * net.writeInterface;
        S *dp = dInterfaceNow + W * net.writeInterface, *dw = dWeightings.data() + size_t(W) * padded;
        const Addressing<S>* readers = frame.heads.data() + W;
        shape.timesColumns(memory, R, dReads, width, dw, padded);
        shape.addProducts(dMemory.data(), R, readers->weighting, headStride, dReads, width);
        addressingBackward(readers, R, p, net.readInterface, memory, norms, last, W, dw, dp);
      }
      for (int h = W - 1; h >= 0; h--) {
        const Addressing<S>& head = frame.heads[h];
        const S *memory = h > 0 ? memoryOf(&frame, h - 1) : memoryOf(last, W - 1);
        const S *norms = h > 0 ? normsOf(&frame, h - 1) : normsOf(last, W - 1);
        const S* p = frame.interface + h * net.writeInterface;
        S *dp = dInterfaceNow + h * net.writeInterface, *dw = dWeightings.data() + size_t(h) * padded;
        const S *erase = frame.eraseVectors + h * width, *add = p + addressingSize(width) + width;
        S *dErase = dp + addressingSize(width), *dAdd = dErase + width;
        shape.writeBackward(memory, head.weighting, erase, add, dMemory.data(), dw, dErase, dAdd);
        for (int j = 0; j < width; j++) dErase[j] *= erase[j] * (1 - erase[j]);
        addressingBackward(&head, 1, p, net.writeInterface, memory, norms, last, h, dw, dp);
      }
      net.interface.backward(weights, dInterfaceNow, dh);
      S* dSums = dControllerSums.data() + size_t(t) * net.controller.dense.stride;
      net.controller.backward(frame.controllerValues, frame.hidden, cellOf(last), dh, dCell.data(), dSums);
      std::fill(dX.begin(), dX.end(), S(0));
      net.controller.dense.backward(weights, dSums, dX.data());
    }
    addGradients(gradients, steps, firstAnswer);
  }

 private:
  const S* memoryOf(const Frame* frame, int write) const {
    return frame ? frame->memories + size_t(write) * shape.size() : firstMemory.data();
  }
  const S* normsOf(const Frame* frame, int write) const {
    return frame ? frame->norms + size_t(write) * shape.paddedRows : firstNorms.data();
  }
  const S* weightingOf(const Frame* frame, int head) const {
    return frame ? frame->heads[head].weighting : firstWeighting.data();
  }
  const S* cellOf(const Frame* frame) const {
    return frame ? frame->controllerValues + 4 * sizes.units : zeros.data();
  }

  // The gradient of the addressing of `count` heads that see the same memory, the first of which is the head `first`.
  void addressingBackward(const Addressing<S>* heads, int count, const S* p, int interfaceSize, const S* memory, const S* norms,
                          const Frame* last, int first, S* dw, S* dp) {
    const int width = sizes.width, padded = shape.paddedRows;
    std::fill(dNorms.begin(), dNorms.end(), S(0));
    for (int h = 0; h < count; h++) {
      heads[h].backward(sizes.rows, width, p + h * interfaceSize, norms, weightingOf(last, first + h), dw + size_t(h) * padded,
                        dProducts.data() + size_t(h) * padded, dNorms.data(), spread.data() + LINE,
                        dp + h * interfaceSize, ofKeyNorms[h]);
    }
    shape.similarityBackward(memory, count, dProducts.data(), padded, dNorms.data(), p, interfaceSize, dMemory.data(), dp,
                             interfaceSize);
    for (int h = 0; h < count; h++) {
      for (int j = 0; j < width; j++) dp[h * interfaceSize + j] -= ofKeyNorms[h] * p[h * interfaceSize + j];
    }
  }

  // Products over all steps at once, whose inputs are a frame apart.
  void addGradients(S* gradients, int steps, int firstAnswer) const {
    const int stride = int(frameSize);
    net.controller.dense.addGradient(gradients, frames[0].x, stride, dControllerSums.data(), steps);
    net.interface.addGradient(gradients, frames[0].hidden, stride, dInterface.data(), steps);
    net.output.addGradient(gradients, frames[firstAnswer].outputInputs, stride,
                           dLogits.data() + size_t(firstAnswer) * net.output.stride, steps - firstAnswer);
  }

  void makeFrames(int count, int steps) {
    if (logits.size() < size_t(steps) * net.output.stride) {
      logits.assign(size_t(steps) * net.output.stride, 0);
      dLogits.assign(size_t(steps) * net.output.stride, 0);
    }
    if (frames.size() >= size_t(count)) return;
    frames.assign(count, Frame());
    frameSize = place(frames[0], nullptr);
    storage.assign(count * frameSize, 0);
    for (int t = 0; t < count; t++) {
      Frame& frame = frames[t];
      place(frame, storage.data() + t * frameSize);
      frame.x[net.controller.dense.inputs] = frame.hidden[sizes.units] = frame.outputInputs[net.output.inputs] = 1;
    }
  }

  // Lays out a frame from `start` on; returns its size.
  size_t place(Frame& frame, S* start) const {
    size_t used = 0;
    const auto take = [&](size_t size) {
      S* taken = start ? start + used : nullptr;
      used += roundUp(size, LINE);
      return taken;
    };
    frame.x = take(net.controller.dense.inputs + 1);
    frame.controllerSums = take(net.controller.dense.stride);
    frame.controllerValues = take(net.controller.valuesSize());
    frame.hidden = take(sizes.units + 1);
    frame.interface = take(net.interface.stride);
    frame.eraseVectors = take(W * sizes.width);
    frame.outputInputs = take(net.output.inputs + 1);
    frame.memories = take(W * shape.size());
    frame.norms = take(W * shape.paddedRows);
    frame.heads.resize(W + R);
    for (auto& head : frame.heads) {
      S* arrays = take(headStride);
      if (arrays) head.place(arrays, shape.paddedRows);
    }
    return used;
  }
};
