#include "sextant/tasks/values.h"

#include <fmt/core.h>
#include <torch/nn/module.h>
#include <torch/utils.h>

#include <algorithm>

#include "sextant/io/file.h"
#include "sextant/io/gguf.h"
#include "sextant/models/gguf_position.h"
#include "sextant/ops/attention.h"
#include "sextant/position/pair_layout.h"
#include "sextant/position/registry.h"
#include "sextant/position/rotation/rope.h"
#include "sextant/position/scores/t5.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/encodings.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/number_list.h"

namespace sextant::tasks {
namespace {

using Kind = ValuesArray::Kind;

ValuesArray array_of(std::string name, std::vector<std::string> axes, const torch::Tensor& tensor,
                     Kind kind = Kind::kReal) {
  const torch::Tensor flat = tensor.detach().to(torch::kFloat64).contiguous();
  return {.name = std::move(name),
          .axes = std::move(axes),
          .shape = tensor.sizes().vec(),
          .values = {flat.const_data_ptr<double>(), flat.const_data_ptr<double>() + flat.numel()},
          .kind = kind};
}

/// Collects the arrays of one scheme, place by place.
class Collector {
 public:
  Collector(const ValuesOptions& options, ValuesResult& result)
      : options_(options),
        result_(result),
        dtype_(torch::dtype(options.dtype == ValueType::kFloat64 ? torch::kFloat64 : torch::kFloat32)) {}

  void embedding(position::EmbeddingEncoding& encoding) {
    const Positions positions = positions_of(result_.positions);
    const position::LayerCall call = {zeros({1, positions.count, options_.channels}), positions, positions, memory_};
    const torch::Tensor rows = encoding.rows(call).reshape({positions.count, -1});
    result_.arrays.push_back(array_of("rows", {"position", "channel"}, rows));
    note("embedding", encoding);
  }

  void rotation(position::RotationEncoding& encoding) {
    const Positions positions = positions_of(result_.positions);
    const torch::Tensor versions = encoding.versions(positions);
    const int64_t last = versions.defined() ? versions.reshape({-1})[-1].item<int64_t>() : 0;
    const Rotation one = turned(encoding, positions_of({1}), last);
    frequencies(encoding, one, last);
    result_.layout = settings::detail::Text<PairLayout>::print(one.layout);
    tables(encoding, positions, versions);
    note("rotation", encoding);
  }

  void scores(position::ScoreEncoding& encoding) {
    AttentionProblem problem = empty_problem();
    const position::LayerCall call = {zeros({1, problem.queries.count, options_.channels}), problem.queries,
                                      problem.keys, memory_};
    const position::ScoreTerms terms = encoding.terms(problem, call);
    problem.bias = terms.bias;
    problem.mask = terms.mask;
    const int64_t queries = problem.queries.count, keys = problem.keys.count;
    if (const torch::Tensor bias = dense_bias(problem); bias.defined()) {
      const torch::Tensor dense = bias.expand({1, options_.heads, queries, keys})[0];
      result_.arrays.push_back(array_of("bias", {"head", "query", "key"}, dense));
    }
    if (const torch::Tensor seen = visible(problem); seen.defined()) {
      result_.arrays.push_back(
          array_of("visible", {"query", "key"}, seen.expand({1, 1, queries, keys})[0][0], Kind::kFlag));
    }
    if (terms.query_scale.defined()) {
      const torch::Tensor scale = terms.query_scale.expand({1, options_.heads, queries})[0];
      result_.arrays.push_back(array_of("query_scale", {"head", "query"}, scale));
    }
    if (const auto* t5 = dynamic_cast<const position::T5Impl*>(&encoding)) buckets(t5->options);
    note("scores", encoding);
  }

  void rule(position::AttentionRule& encoding) {
    for (const auto& parameter : encoding.named_parameters()) {
      std::vector<std::string> axes;
      for (int64_t axis = 0; axis < parameter.value().dim(); ++axis) axes.push_back("axis" + std::to_string(axis));
      result_.arrays.push_back(array_of(parameter.key(), std::move(axes), parameter.value()));
    }
    note("rule", encoding);
  }

 private:
  torch::Tensor zeros(at::IntArrayRef shape) const { return torch::zeros(shape, dtype_); }

  void note(const std::string& site, const torch::nn::Module& encoding) {
    if (!result_.site.empty()) result_.site += '+';
    result_.site += site;
    result_.trained = result_.trained || !encoding.parameters().empty();
  }

  AttentionProblem empty_problem() const {
    const Positions queries = positions_of(result_.queries), keys = positions_of(result_.keys);
    const torch::Tensor k = zeros({1, options_.heads, keys.count, options_.channels});
    return {.q = zeros({1, options_.heads, queries.count, options_.channels}),
            .k = k,
            .v = k,
            .queries = queries,
            .keys = keys};
  }

  Rotation turned(position::RotationEncoding& encoding, const Positions& positions, int64_t version) {
    return encoding.rotation({zeros({1, positions.count, options_.channels}), positions, positions, memory_}, version);
  }

  /// By formula for `rope`; for others from the angle and the length of the pair at position 1.
  void frequencies(position::RotationEncoding& encoding, const Rotation& one, int64_t version) {
    const int64_t pairs = one.q_cos.size(-1);
    torch::Tensor frequencies = torch::atan2(one.q_sin, one.q_cos).reshape({-1, pairs});
    result_.attention_factor = torch::hypot(one.q_sin, one.q_cos).max().item<double>();
    if (const auto* rope = dynamic_cast<const position::RopeImpl*>(&encoding)) {
      result_.attention_factor = position::table_factor(rope->options.scaling);
      frequencies = rope->frequencies.defined()
                        ? rope->frequencies
                        : torch::tensor(position::frequencies(position::rotary_basis(rope->options),
                                                              rope->options.scaling, version),
                                        torch::kFloat64);
    }
    if (frequencies.numel() == pairs) {
      result_.arrays.push_back(array_of("inv_freq", {"pair"}, frequencies.reshape({pairs})));
    } else {
      result_.arrays.push_back(array_of("inv_freq", {"head", "pair"}, frequencies));
    }
  }

  /// Every position from the table its own version uses.
  void tables(position::RotationEncoding& encoding, const Positions& positions, const torch::Tensor& versions) {
    torch::Tensor cos, sin;
    if (!versions.defined()) {
      const Rotation all = turned(encoding, positions, 0);
      cos = all.q_cos;
      sin = all.q_sin;
    } else {
      const torch::Tensor by_position = versions.reshape({-1}).to(torch::kInt64);
      std::vector<torch::Tensor> cosines, sines;
      for (int64_t t = 0; t < positions.count; ++t) {
        const Rotation here = turned(encoding, slice(positions, t, t + 1), by_position[t].item<int64_t>());
        cosines.push_back(here.q_cos);
        sines.push_back(here.q_sin);
      }
      cos = torch::cat(cosines, -2);
      sin = torch::cat(sines, -2);
    }
    table("cos", cos);
    table("sin", sin);
  }

  /// [position, pair], or [head, position, pair] where heads differ.
  void table(const std::string& name, torch::Tensor rows) {
    const int64_t pairs = rows.size(-1), count = rows.size(-2), heads = rows.numel() / (pairs * count);
    if (heads == 1) {
      result_.arrays.push_back(array_of(name, {"position", "pair"}, rows.reshape({count, pairs})));
    } else {
      result_.arrays.push_back(array_of(name, {"head", "position", "pair"}, rows.reshape({heads, count, pairs})));
    }
  }

  void buckets(const position::T5Options& t5) {
    ValuesArray bucket = {.name = "bucket",
                          .axes = {"query", "key"},
                          .shape = {std::ssize(result_.queries), std::ssize(result_.keys)},
                          .values = {},
                          .kind = Kind::kInteger};
    for (const double query : result_.queries) {
      for (const double key : result_.keys) {
        bucket.values.push_back(static_cast<double>(position::t5_bucket(static_cast<int64_t>(key - query), t5)));
      }
    }
    result_.arrays.push_back(std::move(bucket));
  }

  const ValuesOptions& options_;
  ValuesResult& result_;
  const torch::TensorOptions dtype_;
  position::Memory memory_ = {};
};

/// Whether a member of the plan reads the data.
bool reads_data(const std::string& spec) {
  const auto members = settings::parse(spec);
  return std::any_of(members.begin(), members.end(), [](const settings::Spec& member) {
    return (position::scheme_entry(member.name).traits & position::kReads) != 0;
  });
}

/// What numbers are asked for: a spec and the sizes of the options, or those of a published configuration.
struct Subject {
  ValuesOptions options;
  position::SchemeRequest request;
  std::string configuration = {};
};

/// Embeddings are as wide as the model, everything else as a head.
ValuesOptions sized(ValuesOptions options, const models::PublishedPosition& published) {
  const bool embedding =
      position::scheme_entry(settings::parse(published.spec).front().name).site == position::Site::kEmbedding;
  options.spec = published.spec;
  options.channels = embedding ? published.request.channels : published.request.head_channels;
  options.heads = published.request.heads;
  options.longest = published.request.longest;
  return options;
}

models::PublishedPosition from_config(const std::string& path) {
  const io::Json config =
      or_fail({.code = "E-MODEL-FILE", .message = {}, .where = path}, [&] { return io::read_json(path); });
  return or_fail({.code = "E-MODEL-KEY", .message = {}, .where = path},
                 [&] { return models::hugging_face_position(config, path); });
}

models::PublishedPosition from_gguf(const std::string& path) {
  const io::Gguf file =
      or_fail({.code = "E-MODEL-FILE", .message = {}, .where = path}, [&] { return io::read_gguf(path); });
  return or_fail({.code = "E-MODEL-KEY", .message = {}, .where = path},
                 [&] { return models::gguf_position(file, path); });
}

Subject subject_of(const ValuesOptions& options) {
  const bool gguf = options.spec.ends_with(".gguf"), file = gguf || options.spec.ends_with(".json");
  Subject subject{.options = options, .request = request_of(options)};
  if (file) {
    const models::PublishedPosition published = gguf ? from_gguf(options.spec) : from_config(options.spec);
    subject = {.options = sized(options, published), .request = published.request, .configuration = options.spec};
  }
  if (options.layer < 0 || options.layer >= subject.request.layers)
    throw Failure(
        {.code = "E-USAGE-VALUE",
         .message = fmt::format("layer must be from 0 to {}, got {}", subject.request.layers - 1, options.layer)});
  return subject;
}

void check_sizes(const ValuesOptions& options) {
  for (const auto& [name, value] :
       {std::pair{"channels", options.channels}, {"heads", options.heads}, {"longest", options.longest}}) {
    if (value >= 1) continue;
    throw Failure(
        {.code = "E-USAGE-VALUE", .message = std::string(name) + " must be at least 1, got " + std::to_string(value)});
  }
}

}  // namespace

position::SchemeRequest request_of(const ValuesOptions& options) {
  return {.channels = options.channels,
          .layers = 1,
          .heads = options.heads,
          .key_heads = options.heads,
          .head_channels = options.channels,
          .longest = options.longest,
          .direction = options.sight == Sight::kCausal ? position::Direction::kCausal : position::Direction::kBothWays};
}

ValuesResult values(const ValuesOptions& given, const Context&) {
  check_sizes(given);
  const Subject subject = subject_of(given);
  const ValuesOptions& options = subject.options;
  const torch::NoGradGuard no_gradients;
  ValuesResult result = {.spec = {},
                         .configuration = subject.configuration,
                         .site = {},
                         .options = options,
                         .positions = parse_numbers("positions", options.positions),
                         .queries = parse_numbers("queries", options.queries),
                         .keys = parse_numbers("keys", options.keys)};
  torch::manual_seed(static_cast<uint64_t>(options.seed));
  const position::Scheme scheme = or_fail(
      {.code = "E-SPEC", .message = {}, .where = "spec '" + options.spec + "'", .hints = {"sextant encodings list"}},
      [&] { return position::make_scheme(options.spec, subject.request); });
  result.spec = scheme.spec;
  result.reads = reads_data(scheme.spec);
  const position::LayerScheme& layer = scheme.layers[static_cast<size_t>(options.layer)];
  or_fail({.code = "E-POS-LIMIT", .message = {}, .where = "spec '" + scheme.spec + "'"}, [&] {
    Collector collect(options, result);
    if (scheme.input.encoding) collect.embedding(*scheme.input.encoding);
    if (layer.rotation) collect.rotation(*layer.rotation);
    for (const auto& encoding : layer.scores) collect.scores(*encoding);
    if (layer.rule) collect.rule(*layer.rule);
  });
  if (result.site.empty()) result.site = word_of(position::Site::kNowhere);
  return result;
}

void check_read(const ValuesResult& result) {
  const ValuesOptions usual;
  const auto has = [&](position::Site site) { return result.site.find(word_of(site)) != std::string::npos; };
  const auto refuse = [&](const char* option, const char* chooses, const char* others) {
    throw Failure({.code = "E-USAGE-OPTION",
                   .message = fmt::format("--{} chooses {}, and '{}' gives none", option, chooses, result.spec),
                   .hints = {others}});
  };
  const bool by_position = has(position::Site::kEmbedding) || has(position::Site::kRotation);
  if (!by_position && result.options.positions != usual.positions)
    refuse("positions", "rows and rotations", "--queries and --keys choose the positions of a bias");
  if (has(position::Site::kScores)) return;
  if (result.options.queries != usual.queries)
    refuse("queries", "rows of a bias", "--positions is for rows and rotations");
  if (result.options.keys != usual.keys) refuse("keys", "columns of a bias", "--positions is for rows and rotations");
}

const ValuesArray& array_named(const ValuesResult& result, std::string_view name) {
  std::vector<std::string> known;
  for (const ValuesArray& array : result.arrays) {
    if (array.name == name) return array;
    known.push_back(array.name);
  }
  throw Failure({.code = "E-USAGE-VALUE",
                 .message = "'" + result.spec + "' has no array '" + std::string(name) +
                            "'; arrays: " + (known.empty() ? "none" : settings::join(known, ", "))});
}

}  // namespace sextant::tasks
