// `inspect`: what is inside a safetensors file, a model folder or a run, and what sets two of them apart.
//
// Nothing is loaded into a model: a file that cannot be run can still be looked at.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

struct InspectOptions {
  std::string path;        ///< a .safetensors or .gguf file, a config.json, a model folder or a run
  std::string other = {};  ///< a second one, to be told apart from the first
  int64_t tokens = 0;      ///< sequence length the memory of a model's key-value cache is told for; 0 = the trained one
};

/// One thing said. `group` is "file", "model", "positions", "configuration", "environment" or "last metrics".
struct Fact {
  std::string group;
  std::string key;
  io::Json value;
};

struct TensorFact {
  std::string name;
  std::string dtype;  ///< as in the file: "F32"
  std::vector<int64_t> shape;
  int64_t elements;
};

struct Inspection {
  std::string path;
  std::string kind;  ///< "tensors", "gguf", "model" or "run"
  std::vector<Fact> facts = {};
  std::vector<TensorFact> tensors = {};
};

/// A fact or tensor the two do not share; null where one has none.
struct Difference {
  std::string group;
  std::string key;
  io::Json first;
  io::Json second;
};

struct InspectResult {
  std::vector<Inspection> inspected;  ///< one or two
  std::vector<Difference> differences = {};
};

/// @throws Failure E-MODEL-FILE if there is nothing to inspect or a file is damaged,
///         E-USAGE-VALUE for a negative number of tokens
InspectResult inspect(const InspectOptions& options, const Context& context);

/// In the order of the first, then what only the second has. The times and hosts of the runs are left out.
std::vector<Difference> differences(const Inspection& first, const Inspection& second);

report::Document document(const InspectResult& result);
/// "sextant.inspect/1"
io::Json to_json(const InspectResult& result);

}  // namespace sextant::tasks
