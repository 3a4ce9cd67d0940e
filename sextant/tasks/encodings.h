// `encodings`: the registry as tables, and one of its rows with every option.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/position/registry.h"
#include "sextant/report/document.h"

namespace sextant::tasks {

/// A row of the registry in words.
struct EncodingRow {
  std::string name;
  std::string kind;  ///< "encoding", "modifier" or "ids"
  std::string site;  ///< "embedding", "rotation", "scores", "rule", "nowhere"; empty for ids
  std::vector<std::string> traits = {};
  std::string what;
  std::string source;
  std::vector<std::array<std::string, 3>> options = {};  ///< key, default, sentence
};

struct EncodingsResult {
  std::vector<EncodingRow> rows;
};

/// Every encoding, modifier and way to assign positions, in the registry's order.
EncodingsResult list_encodings();
/// One of them, by name or alias.
/// @throws Failure E-SPEC with the known names and the nearest
EncodingRow show_encoding(std::string_view name);

/// "embedding", "rotation", "scores", "rule", "nowhere".
std::string_view word_of(position::Site site);
/// "relative", "unbounded", "per layer", "causal only", "real positions", "grids", "reads data", "raw keys",
/// "running state", in this order.
std::vector<std::string> trait_words(unsigned traits);

report::Document document(const EncodingsResult& result);
report::Document document(const EncodingRow& row);
/// "sextant.encodings/1"
io::Json to_json(const EncodingsResult& result);
/// "sextant.encoding/1"
io::Json to_json(const EncodingRow& row);

}  // namespace sextant::tasks
