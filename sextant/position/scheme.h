// The four places where position enters a model, as four interfaces, and the scheme that fills them.
//
//   1 embedding  x + rows                    EmbeddingEncoding
//   2 rotation   q and k turned              RotationEncoding
//   3 scores     + bias, narrower mask       ScoreEncoding
//   4 rule       another formula             AttentionRule
//
// Not here: any single scheme (registry.h), any layer or model.
#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sextant/ops/attention.h"
#include "sextant/ops/positions.h"
#include "sextant/ops/rotation.h"

namespace sextant::position {

/// What an encoding remembers between calls. The cache owns it and, without knowing what it means, picks rows
/// (beam search), cuts and evicts tokens.
struct Memory {
  std::vector<torch::Tensor> by_token = {};  ///< each [B, any, S, …]: one entry per cached token
  std::vector<torch::Tensor> running = {};   ///< each [B, …]: a state that cannot be taken back
};

/// One layer, one call: what an encoding may look at.
struct LayerCall {
  torch::Tensor x;    ///< [B, T, C] what q, k and v were projected from (place 1: the embeddings)
  Positions queries;  ///< the T tokens of this call
  Positions keys;     ///< the keys meant: this call's, or the cached ones and this call's
  Memory& memory;     ///< this encoding's own, in this layer
};

/// by_token[slot] of the queries.first cached tokens; undefined if there are none.
torch::Tensor recall(const LayerCall& call, size_t slot);
/// Those, then this call's entries. Said twice in one call it changes nothing.
const torch::Tensor& remember(const LayerCall& call, size_t slot, const torch::Tensor& entries);

/// 1. Fused with the token embeddings.
class EmbeddingEncoding : public torch::nn::Module {
 public:
  virtual torch::Tensor rows(const LayerCall& call) = 0;  ///< [T, C] or [B, T, C]
};

/// 2. Turns the heads of q and k.
class RotationEncoding : public torch::nn::Module {
 public:
  /// The table each query is scored with, int64 [T] or [B, T]. Undefined: one for ever, so a key may be cached turned.
  /// Defined: keys are cached raw and turned at every call.
  virtual torch::Tensor versions(const Positions&) { return {}; }
  /// Tables for call.queries and call.keys in one version.
  virtual Rotation rotation(const LayerCall& call, int64_t version) = 0;
  /// Whether what was computed when `cached` tokens were known still holds when `known` are.
  virtual bool holds(int64_t /*cached*/, int64_t /*known*/) const { return true; }
};

/// 3. Added to the scores.
struct ScoreTerms {
  std::vector<BiasTerm> bias = {};
  Mask mask = {};                  ///< narrows the problem's
  torch::Tensor query_scale = {};  ///< [B|1, H|1, Q], multiplied into q
  std::optional<double> softcap = {};
};
/// What the terms do to the problem they were asked for.
void add(ScoreTerms terms, AttentionProblem& problem);

class ScoreEncoding : public torch::nn::Module {
 public:
  /// @param problem  the call as it stands: q and k turned, positions and mask set
  virtual ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) = 0;
};

/// 4. A rule in place of softmax(q·k)·v. The last resort: no kernel knows it.
class AttentionRule : public torch::nn::Module {
 public:
  virtual torch::Tensor attend(const AttentionProblem& problem, const LayerCall& call) = 0;
};

enum class Phase { kTrain, kTest };
struct AssignCall {
  torch::Tensor tokens;  ///< int64 [B, first + T]: everything so far
  Positions plain;       ///< order, documents and origin of the last T of them
  int64_t longest;       ///< tokens the sequence may grow to; random positions are drawn for all at once
  Phase phase;
  uint64_t seed;  ///< of the batch: one seed, one assignment, however the sequence is split
  /// int64 [B]: the place each row had when its sequence began, which draws of a row go by; undefined: it has it still.
  torch::Tensor rows = {};
};
/// Gives tokens their positions. Not an encoding: it changes what encodings see.
class PositionAssigner {
 public:
  virtual ~PositionAssigner() = default;
  virtual Positions assign(const AssignCall& call) const = 0;  ///< `plain` with ids or shift set
};

/// One member of a spec, built. Alternatives in the order of Site.
using Encoding = std::variant<std::monostate, std::shared_ptr<EmbeddingEncoding>, std::shared_ptr<RotationEncoding>,
                              std::shared_ptr<ScoreEncoding>, std::shared_ptr<AttentionRule>>;

enum class Fusion { kAdd, kMultiply, kModulate, kConcat };  ///< x + P, x·P, x·(1 + P), [x | P] then linear

struct InputTerm {
  std::shared_ptr<EmbeddingEncoding> encoding = nullptr;
  double embed_scale = 1;  ///< multiplies the token embeddings before anything is fused with them
  Fusion fusion = Fusion::kAdd;
  double dropout = 0;                               ///< after the fusion
  std::vector<int64_t> layers = {};                 ///< whose input gets it; none = once, at the bottom
  std::shared_ptr<PositionAssigner> ids = nullptr;  ///< null: order - origin + shift
};

struct LayerScheme {
  std::shared_ptr<RotationEncoding> rotation = nullptr;
  std::vector<std::shared_ptr<ScoreEncoding>> scores = {};  ///< the bias, then modifiers
  std::shared_ptr<AttentionRule> rule = nullptr;
};

/// The scheme of a whole model. A shared encoding is the same pointer in several layers.
struct Scheme {
  InputTerm input = {};
  std::vector<LayerScheme> layers = {};             ///< L of them; none for recurrent models
  std::shared_ptr<PositionAssigner> ids = nullptr;  ///< for places 2 to 4
  std::string spec = {};                            ///< canonical text, as in config.json
};

}  // namespace sextant::position
