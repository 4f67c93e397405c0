// Trains a Neural Turing Machine on the copy task, by hand: the yardstick for compiled code.
//
//     g++ -std=c++20 -O3 -march=native -ffast-math -pthread native.cpp -o native && ./native --batch 16 --seconds 5
//
// prints one JSON line. It times whole training steps: sampling the episodes, forward, loss, backward, clipping and update; with
// --work forward it samples, runs forward and computes the loss. Equations, conventions, initial state and numbers of parameters
// are those of ntmjs. All numbers are in single precision, and denormal ones are flushed to zero. A batch is computed sequence
// after sequence. There are no other libraries; -ffast-math lets compilers use the vectorized exp, log and tanh of the C library.
//
// With --serve it builds the model, warms up and prints one JSON line that describes it; then it answers every line {"seconds": s}
// of its standard input with a line {"steps": n, "seconds": t, "memory": m}, until the input ends.
//
// With --step it reads weights, in the order and without the padding of ntmjs, and the vectors of the episodes from its standard
// input, takes one step, and prints {"loss": …, "gradients": […], "weights": […]}. With --check it compares gradients with finite
// differences in double precision, and exits with 1 if they differ.

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "check.h"
#include "training.h"

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace {

constexpr int WARM_UP_STEPS = 10;

// Flushes denormal numbers to zero, in this thread and those that it starts.
void flushDenormals() {
#if defined(__SSE__)
  _mm_setcsr(_mm_getcsr() | 0x8040);
#elif defined(__aarch64__)
  uint64_t control;
  asm volatile("mrs %0, fpcr" : "=r"(control));
  asm volatile("msr fpcr, %0" : : "r"(control | uint64_t(1) << 24));
#endif
}

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// The peak memory of this process so far, in MiB. On Linux `getrusage` would count that of the program that started it.
double peakMemory() {
#if defined(__linux__)
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kilobytes;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes / 1024;
  }
#endif
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
#if defined(__APPLE__)
  return usage.ru_maxrss / 1048576.0;
#else
  return usage.ru_maxrss / 1024.0;
#endif
}

const char* compilerVersion() {
#if defined(__clang__)
  return __clang_version__;
#else
  return __VERSION__;
#endif
}

struct Options {
  std::map<std::string, std::string> texts = {{"model", "ntm"}, {"controller", "feedforward"}, {"work", "training"}};
  std::map<std::string, int> numbers = {{"batch", 1},  {"length", 10}, {"bits", 8},  {"units", 100},  {"rows", 128},
                                        {"width", 20}, {"heads", 1},   {"threads", 1}};
  double seconds = 5;
  std::string mode;

  Options(int count, char** words) {
    for (int i = 1; i < count; i++) {
      const std::string word = words[i], name = word.substr(std::min<size_t>(2, word.size()));
      if (name == "serve" || name == "step" || name == "check") {
        mode = name;
        continue;
      }
      if (++i == count) throw std::invalid_argument(word + " lacks its value");
      if (name == "seconds") {
        seconds = std::stod(words[i]);
      } else if (texts.contains(name)) {
        texts[name] = words[i];
      } else if (numbers.contains(name)) {
        numbers[name] = std::stoi(words[i]);
        if (numbers[name] < 1) throw std::invalid_argument(word + " must be positive");
      } else {
        throw std::invalid_argument("unknown option " + word);
      }
    }
    choose("model", {"ntm"});
    choose("controller", {"feedforward", "lstm"});
    choose("work", {"training", "forward"});
  }

  Sizes sizes() const {
    Sizes sizes;
    sizes.controller = texts.at("controller") == "lstm" ? ControllerKind::lstm : ControllerKind::feedforward;
    sizes.inputs = numbers.at("bits") + 1;
    sizes.outputs = numbers.at("bits");
    sizes.units = numbers.at("units");
    sizes.rows = numbers.at("rows");
    sizes.width = numbers.at("width");
    sizes.heads = numbers.at("heads");
    return sizes;
  }

 private:
  void choose(const std::string& name, const std::vector<std::string>& choices) const {
    if (std::find(choices.begin(), choices.end(), texts.at(name)) == choices.end()) {
      throw std::invalid_argument("unknown --" + name + " " + texts.at(name));
    }
  }
};

struct Measured {
  long steps;
  double seconds;
};

// Takes steps until that much time has passed; at least one.
Measured measure(Training<float>& training, bool forward, double seconds) {
  const double start = now();
  for (long steps = 1;; steps++) {
    const double loss = forward ? training.evaluate() : training.step();
    // std::isfinite is always true with -ffast-math
    if (!(std::abs(loss) < 1e30)) throw std::runtime_error("the loss is not finite");
    const double elapsed = now() - start;
    if (elapsed >= seconds) return {steps, elapsed};
  }
}

void serve(Training<float>& training, bool forward) {
  std::printf("{\"parameters\": %zu, \"versions\": {\"C++ compiler\": \"%s\"}}\n", training.parameters(), compilerVersion());
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) {
    double seconds;
    if (std::sscanf(line.c_str(), " { \"seconds\" : %lf", &seconds) != 1) throw std::runtime_error("not a request: " + line);
    const Measured measured = measure(training, forward, seconds);
    std::printf("{\"steps\": %ld, \"seconds\": %.9g, \"memory\": %.1f}\n", measured.steps, measured.seconds, peakMemory());
    std::fflush(stdout);
  }
}

// Calls `visit` with the index of each weight, in the order of ntmjs.
template <class Visit>
void eachWeight(const Network<float>& network, Visit visit) {
  for (const auto& map : network.maps()) {
    for (int i = 0; i <= map.inputs; i++) {
      for (int o = 0; o < map.outputs; o++) visit(map.offset + size_t(i) * map.stride + o);
    }
  }
}

void printNumbers(const char* name, const Network<float>& network, const Array<float>& values) {
  std::printf(", \"%s\": [", name);
  const char* separator = "";
  eachWeight(network, [&](size_t index) {
    std::printf("%s%.9g", separator, values[index]);
    separator = ", ";
  });
  std::printf("]");
}

void takeGivenStep(Training<float>& training) {
  const auto read = [](float& number) {
    if (!(std::cin >> number)) throw std::runtime_error("the input ends early");
  };
  eachWeight(training.model(), [&](size_t index) { read(training.weights[index]); });
  for (float& target : training.batch().targets) read(target);
  training.batch().fillInputs();
  std::printf("{\"loss\": %.9g", training.differentiate());
  printNumbers("gradients", training.model(), training.gradients());
  training.update();
  printNumbers("weights", training.model(), training.weights);
  std::printf("}\n");
}

int run(const Options& options) {
  if (options.mode == "check") return checkGradients() ? 0 : 1;
  const auto& numbers = options.numbers;
  const bool forward = options.texts.at("work") == "forward";
  const int batch = numbers.at("batch");
  Training<float> training(options.sizes(), batch, numbers.at("length"), numbers.at("threads"));
  if (options.mode == "step") {
    takeGivenStep(training);
    return 0;
  }
  for (int i = 0; i < WARM_UP_STEPS; i++) measure(training, forward, 0);
  if (options.mode == "serve") {
    serve(training, forward);
    return 0;
  }
  const Measured measured = measure(training, forward, options.seconds);
  std::printf("{\"parameters\": %zu, \"steps\": %ld, \"seconds\": %.9g, \"memory\": %.1f, \"sequencesPerSecond\": %.1f}\n",
              training.parameters(), measured.steps, measured.seconds, peakMemory(), batch * measured.steps / measured.seconds);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  flushDenormals();
  try {
    return run(Options(count, words));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "native: %s\n", error.what());
    return 2;
  }
}
