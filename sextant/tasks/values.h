// `values`: the numbers an encoding gives a model, position by position, from the very modules a model is built of.
//
//   place       arrays
//   embedding   rows [position, channel]
//   rotation    inv_freq [pair], cos and sin [position, pair], with the attention factor folded in as a model has them
//               (with a leading head where heads differ)
//   scores      bias [head, query, key], bucket [query, key] where distances share buckets, visible [query, key] where
//               the encoding hides keys
//   rule        its own tables, by the names of its parameters
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/position/request.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

enum class ValueType { kFloat64, kFloat32 };
constexpr auto names_of(ValueType) {
  return std::array<std::pair<std::string_view, ValueType>, 2>{
      {{"float64", ValueType::kFloat64}, {"float32", ValueType::kFloat32}}};
}

enum class Sight { kCausal, kBoth };
constexpr auto names_of(Sight) {
  return std::array<std::pair<std::string_view, Sight>, 2>{{{"causal", Sight::kCausal}, {"both", Sight::kBoth}}};
}

struct ValuesOptions {
  std::string spec = {};
  int64_t channels = 64;
  int64_t heads = 8;
  std::string positions = "0..7";
  std::string queries = "0..7";
  std::string keys = "0..7";
  int64_t longest = 512;
  Sight sight = Sight::kCausal;
  ValueType dtype = ValueType::kFloat64;
  int64_t seed = 42;
  int64_t layer = 0;

  bool operator==(const ValuesOptions&) const = default;
};
template <class Visit>
void fields(ValuesOptions& options, Visit&& visit) {
  visit("spec", options.spec,
        "an encoding, such as sinusoidal or rope:scaling=yarn,factor=4,original=4096; or a Hugging Face config.json "
        "or a GGUF file, whose sizes stand above the options");
  visit("channels", options.channels, "width of an embedding; width of a head for rotations");
  visit("heads", options.heads, "attention heads");
  visit("positions", options.positions, "positions of rows and rotations: 0,1,7,131071 or 0..3, both ends included");
  visit("queries", options.queries, "positions of the queries of a bias");
  visit("keys", options.keys, "positions of the keys of a bias");
  visit("longest", options.longest, "length a model with this encoding would be trained at");
  visit("sight", options.sight, "causal: the model sees keys behind the query; both: on both sides");
  visit("dtype", options.dtype, "of the model's numbers");
  visit("seed", options.seed, "of the first values of trained tables");
  visit("layer", options.layer, "layer of such a file whose numbers are shown");
}
static_assert(settings::Fields<ValuesOptions>);

/// Numbers with names: one array of the table above.
struct ValuesArray {
  std::string name;
  std::vector<std::string> axes;  ///< "position", "channel", …: as many as `shape`
  std::vector<int64_t> shape;
  std::vector<double> values;  ///< row-major
  enum class Kind { kReal, kInteger, kFlag } kind = Kind::kReal;
};

struct ValuesResult {
  std::string spec;           ///< canonical
  std::string configuration;  ///< the file it was read from, or empty
  std::string site;           ///< "embedding", "rotation", "scores", "rule", "nowhere", or several joined by "+"
  ValuesOptions options;
  std::vector<double> positions, queries, keys;
  std::vector<ValuesArray> arrays = {};
  std::string layout = {};      ///< "halves" or "interleaved", of a rotation
  double attention_factor = 1;  ///< of a rotation
  bool trained = false;         ///< has weights: the numbers are those it starts training with
  bool reads = false;           ///< depends on the data, here zeros
};

/// @throws Failure E-SPEC, E-USAGE-VALUE, E-POS-LIMIT for positions the encoding does not have, E-MODEL-FILE and
///         E-MODEL-KEY for a config.json that cannot be read or says something of positions that is not understood
ValuesResult values(const ValuesOptions& options, const Context& context);

/// An option that nobody reads is a mistake, where a person wrote it.
/// @throws Failure E-USAGE-OPTION for positions, queries or keys other than the usual that this encoding reads none of
void check_read(const ValuesResult& result);

/// The request `values` builds encodings for: one layer, heads as wide as the embedding.
position::SchemeRequest request_of(const ValuesOptions& options);

/// @throws Failure E-USAGE-VALUE naming the arrays there are
const ValuesArray& array_named(const ValuesResult& result, std::string_view name);

report::Document document(const ValuesResult& result);
/// "sextant.values/1"
io::Json to_json(const ValuesResult& result);
/// Every array as a table: leading indices, then one column for each place of the last axis.
std::string to_csv(const ValuesResult& result);
/// One array as a .npy file; without a name the first of rows, cos, bias.
std::string to_npy(const ValuesResult& result, std::string_view name = {});

}  // namespace sextant::tasks
