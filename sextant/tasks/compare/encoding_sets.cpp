#include "sextant/tasks/compare/encoding_sets.h"

#include <string_view>

#include "sextant/position/registry.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

constexpr std::string_view kPrefix = "set:";

std::vector<std::string> core() { return {"nope", "sinusoidal", "learned", "t5", "alibi", "rope", "kerple", "fire"}; }

/// Left out: what gives windows of a text the positions they have anyway, and what is told which tokens are digits.
std::vector<std::string> recipes() {
  return {"rope:ids=randomized", "rope:ids=rfs", "rope:ids=shape", "rope:ids=cape", "rope:ids=pose"};
}

std::vector<std::string> all() {
  std::vector<std::string> specs;
  for (const position::SchemeEntry& entry : position::schemes()) specs.emplace_back(entry.name);
  for (const std::string& recipe : recipes()) specs.push_back(recipe);
  return specs;
}

std::vector<std::string> members(std::string_view set) {
  if (set == "core") return core();
  if (set == "recipes") return recipes();
  if (set == "all") return all();
  throw Failure({.code = "E-SPEC",
                 .message = "unknown set of encodings '" + std::string(set) + "'; sets: core, recipes, all",
                 .where = "--pos set:" + std::string(set),
                 .hints = {"sextant compare --pos set:core"}});
}

}  // namespace

std::vector<std::string> without_sets(const std::vector<std::string>& specs) {
  std::vector<std::string> plain;
  for (const std::string& spec : specs) {
    if (!spec.starts_with(kPrefix)) {
      plain.push_back(spec);
      continue;
    }
    for (const std::string& member : members(spec.substr(kPrefix.size()))) plain.push_back(member);
  }
  return plain;
}

}  // namespace sextant::tasks
