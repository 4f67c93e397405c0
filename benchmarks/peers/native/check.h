#pragma once

#include <cstdio>

#include "training.h"

// Compares the gradient of each weight with a central difference of fourth order, in double precision, on small networks with
// weights large enough that every part of the network matters. Prints the largest error relative to the largest gradient.
inline bool checkGradients() {
  bool correct = true;
  for (const ControllerKind controller : {ControllerKind::feedforward, ControllerKind::lstm}) {
    for (const int heads : {1, 2, 5}) {
      Sizes sizes;
      sizes.controller = controller;
      sizes.inputs = 4, sizes.outputs = 3, sizes.units = 6, sizes.rows = 5, sizes.width = 3, sizes.heads = heads;
      Training<double> training(sizes, 2, 2);
      Random random{7};
      for (const auto& map : training.model().maps()) {
        for (int i = 0; i <= map.inputs; i++) {
          for (int o = 0; o < map.outputs; o++) training.weights[map.offset + size_t(i) * map.stride + o] += random.uniform() - 0.5;
        }
      }
      training.batch().sample(random);
      training.differentiate();
      const Array<double> gradients = training.gradients();
      double largest = 0, error = 0;
      for (const auto& map : training.model().maps()) {
        for (int i = 0; i <= map.inputs; i++) {
          for (int o = 0; o < map.outputs; o++) {
            const size_t index = map.offset + size_t(i) * map.stride + o;
            const double value = training.weights[index], step = 1e-4;
            const auto lossAt = [&](double change) {
              training.weights[index] = value + change;
              return training.differentiate();
            };
            const double difference =
                (8 * (lossAt(step) - lossAt(-step)) - (lossAt(2 * step) - lossAt(-2 * step))) / (12 * step);
            training.weights[index] = value;
            largest = std::max(largest, std::abs(gradients[index]));
            error = std::max(error, std::abs(difference - gradients[index]));
          }
        }
      }
      std::printf("%s controller, %d pairs of heads, %zu parameters: largest error %.1e of %.1e\n",
                  controller == ControllerKind::lstm ? "LSTM" : "feedforward", heads, training.parameters(), error, largest);
      correct = correct && error < 1e-7 * largest;
    }
  }
  return correct;
}
