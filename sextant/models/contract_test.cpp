// Every encoding inside a model: decoding at every split = the whole = packed = left-padded, beams, cuts, files,
// gradients. What an encoding claims of itself alone stands in position/contract_test.cpp.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "sextant/models/nonfinite.h"
#include "sextant/models/session.h"
#include "sextant/models/tensor_file.h"
#include "sextant/position/assign/packed.h"
#include "sextant/position/registry.h"

#include "tests/support/temporary_folder.h"

namespace sextant::models {
namespace {
using position::scheme_entry;
using position::schemes;

constexpr int64_t kLongest = 16, kVocabulary = 11;

/// Every row with its defaults and its variants, then modifiers and mixtures that take another path through the cache.
std::vector<std::string> specs() {
  std::vector<std::string> all;
  for (const position::SchemeEntry& entry : schemes()) {
    all.emplace_back(entry.name);
    for (const position::Variant& variant : entry.variants) all.emplace_back(variant.spec);
  }
  for (const char* variant : {"rope:scaling=dynamic,factor=4,step=1",
                              "rope:scaling=dynamic,factor=4,length=12",
                              "shaw:values=false,clip=3",
                              "sinusoidal:fuse=modulate,at=every",
                              "time2vec:fuse=concat",
                              "sinusoidal+alibi",
                              "alibi[0-1]+rope[2-3]",
                              "shaw[0-1]+rope[2-3]",
                              "rope@0,nope@1",
                              "alibi@0,t5@1",
                              "rope+window:size=3",
                              "rope+window:size=3+sinks:count=2",
                              "rope+chunk:size=3",
                              "nope+logn:original=3",
                              "rope+softcap:value=1",
                              "rope:ids=randomized,longest=64",
                              "learned:ids=randomized,longest=16+rope",
                              "rope:ids=randomized,longest=64,per=sequence",
                              "rope:ids=rfs,longest=64",
                              "rope:ids=shape,test=3",
                              "alibi:ids=shape,test=3+sinusoidal",
                              "rope:ids=abacus,digits=3-7",
                              "learned:ids=abacus,digits=3-7+alibi",
                              "learned:rows=32,ids=coupled,digits=0/2/5,equals=1,width=8"})
    all.emplace_back(variant);
  return all;
}

TransformerOptions options_of(const std::string& spec) {
  return {.vocabulary = kVocabulary,
          .channels = 16,
          .layers = 2,
          .heads = 4,
          .key_heads = 2,
          .head_channels = 8,
          .feed_forward = 24,
          .pos = spec,
          .longest = kLongest};
}

/// float64, and weights large enough that position shows.
Transformer built(const std::string& spec) {
  torch::manual_seed(5);
  Transformer model(options_of(spec), 5);
  model->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  for (auto& item : model->named_parameters())
    if (item.value().dim() == 2 && !item.key().starts_with("position")) item.value().mul_(8);
  model->eval();
  return model;
}

torch::Tensor some_tokens(int64_t rows, int64_t count) {
  return (torch::arange(rows * count) * 7 + torch::arange(rows * count).square() * 3)
      .remainder(kVocabulary)
      .view({rows, count});
}

/// Longer than in training, unless the encoding ends there.
int64_t length_for(Transformer& model) {
  const std::string& spec = model->options.pos;
  const bool table = spec.starts_with("learned") || spec.starts_with("tupe");
  const bool bounded = table && spec.find("wrap") == std::string::npos;
  return bounded ? kLongest : kLongest + 4;
}

double apart(const torch::Tensor& a, const torch::Tensor& b) { return (a - b).abs().max().item<double>(); }

class ModelContract : public ::testing::TestWithParam<std::string> {
 protected:
  torch::Tensor whole(const torch::Tensor& tokens, const torch::Tensor& documents = {}) {
    const torch::NoGradGuard no_grad;
    return model->forward({.tokens = tokens, .documents = documents, .seed = 3, .longest = tokens.size(1)});
  }
  bool draws() const {
    return GetParam().find("randomized") != std::string::npos || GetParam().find("rfs") != std::string::npos;
  }

  Transformer model = built(GetParam());
  const int64_t length = length_for(model);
  const torch::Tensor tokens = some_tokens(2, length);
};

TEST_P(ModelContract, DecodingAtEverySplitIsTheWhole) {
  const torch::Tensor all = whole(tokens);
  ASSERT_TRUE(all.isfinite().all().item<bool>()) << first_nonfinite(*model, {.tokens = tokens});
  for (int64_t split = 1; split < length; ++split) {
    Session session(model, 2, length, 3);
    const torch::Tensor first = session.step(tokens.slice(1, 0, split)), rest = session.step(tokens.slice(1, split));
    EXPECT_LT(apart(torch::cat({first, rest}, 1), all), 1e-11) << "split at " << split;
  }
}

// Models that differ in `pos` alone share all other weights: without this, every test here could pass by doing nothing.
TEST_P(ModelContract, PositionShows) {
  if (GetParam() == "nope") GTEST_SKIP() << "nope has none to show";
  const torch::NoGradGuard no_grad;
  EXPECT_GT(apart(whole(tokens), built("nope")->forward({.tokens = tokens})), 1e-6);
}

TEST_P(ModelContract, DecodingTokenByTokenIsTheWhole) {
  const torch::Tensor all = whole(tokens);
  Session session(model, 2, length, 3);
  for (int64_t t = 0; t < length; ++t)
    EXPECT_LT(apart(session.step(tokens.slice(1, t, t + 1)), all.slice(1, t, t + 1)), 1e-11) << "token " << t;
}

TEST_P(ModelContract, PackedDocumentsAreTheDocuments) {
  if (draws()) GTEST_SKIP() << "a packed batch draws for its own length";
  const std::vector<int64_t> lengths{1, 3, length - 4};
  const torch::Tensor row = some_tokens(1, length);
  const torch::Tensor packed = whole(row, position::packed_positions({lengths}).documents);
  int64_t begin = 0;
  for (const int64_t tokens_here : lengths) {
    const torch::Tensor alone = whole(row.slice(1, begin, begin + tokens_here));
    EXPECT_LT(apart(packed.slice(1, begin, begin + tokens_here), alone), 1e-11) << "document at " << begin;
    begin += tokens_here;
  }
}

TEST_P(ModelContract, LeftPaddingChangesNothing) {
  if (draws()) GTEST_SKIP() << "a padded batch draws for its own length";
  const torch::Tensor documents = position::left_padded_positions({length, length - 3}).documents;
  const torch::Tensor padded = whole(tokens, documents);
  EXPECT_LT(apart(padded.slice(0, 0, 1), whole(tokens.slice(0, 0, 1))), 1e-11);
  const torch::Tensor alone = whole(tokens.slice(0, 1, 2).slice(1, 3));
  EXPECT_LT(apart(padded.slice(0, 1, 2).slice(1, 3), alone), 1e-11);
  Session session(model, 2, length, 3);
  session.step(tokens.slice(1, 0, 5), documents.slice(1, 0, 5));
  EXPECT_LT(apart(session.step(tokens.slice(1, 5)).slice(0, 1, 2), alone.slice(1, 2)), 1e-11) << "decoding after it";
}

TEST_P(ModelContract, LaterTokensChangeNothingBeforeThem) {
  torch::Tensor other = tokens.clone();
  other.select(1, length - 1).add_(1).remainder_(kVocabulary);
  EXPECT_EQ(apart(whole(other).slice(1, 0, -1), whole(tokens).slice(1, 0, -1)), 0);
}

TEST_P(ModelContract, PickPermutesRows) {
  Session session(model, 2, length, 3);
  session.step(tokens.slice(1, 0, length - 1));
  session.pick(torch::tensor({1, 0, 1}));
  const torch::Tensor rows = torch::tensor({1, 0, 1});
  const torch::Tensor last = session.step(tokens.index_select(0, rows).slice(1, length - 1));
  EXPECT_LT(apart(last, whole(tokens).slice(1, length - 1).index_select(0, rows)), 1e-11);
}

TEST_P(ModelContract, CutIsNeverHavingGoneTooFar) {
  Session session(model, 2, length, 3);
  session.step(tokens.slice(1, 0, 3));
  session.step(some_tokens(2, length).flip({1}).slice(1, 3));
  session.cut(3);
  EXPECT_LT(apart(session.step(tokens.slice(1, 3)), whole(tokens).slice(1, 3)), 1e-11);
}

TEST_P(ModelContract, SavingAndLoadingGivesEqualOutputs) {
  const sextant::testing::TemporaryFolder folder;
  const auto path = folder / "model.safetensors";
  save_tensors(path, state_of(*model));
  Transformer other(options_of(GetParam()), 99);
  other->to(torch::kFloat64);
  load_state(*other, load_tensors(path), path.string());
  other->eval();
  const torch::NoGradGuard no_grad;
  EXPECT_EQ(apart(other->forward({.tokens = tokens, .seed = 3, .longest = length}), whole(tokens)), 0);
}

TEST_P(ModelContract, TheCheckpointHoldsParametersAlone) {
  EXPECT_TRUE(model->buffers().empty());
  std::set<void*> storages;
  for (const auto& [name, tensor] : state_of(*model)) EXPECT_TRUE(storages.insert(tensor.data_ptr()).second) << name;
}

TEST_P(ModelContract, EveryParameterGetsAGradient) {
  model->train();
  model->forward({.tokens = tokens, .seed = 3, .longest = length}).square().sum().backward();
  for (const auto& item : model->named_parameters()) {
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
    EXPECT_TRUE(item.value().grad().isfinite().all().item<bool>()) << item.key();
  }
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name;
  for (const char c : info.param) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Schemes, ModelContract, ::testing::ValuesIn(specs()), test_name);

// With length=call a table change makes the session read the prompt again, and it says so.
TEST(ModelContractLengths, OfTheCallAreReadAgainWhenTheTableChanges) {
  Transformer model = built("rope:scaling=dynamic,factor=4,length=call");
  const torch::Tensor tokens = some_tokens(1, kLongest + 3);
  Session session(model, 1, kLongest + 3);
  torch::Tensor last;
  for (int64_t t = 0; t < kLongest; ++t) session.step(tokens.slice(1, t, t + 1));
  EXPECT_EQ(session.reruns(), 0);
  for (int64_t t = kLongest; t < kLongest + 3; ++t) last = session.step(tokens.slice(1, t, t + 1));
  EXPECT_EQ(session.reruns(), 3);
  const torch::NoGradGuard no_grad;
  EXPECT_LT(apart(last, model->forward({.tokens = tokens}).slice(1, -1)), 1e-11);
}

// "Depends on the length alone": a longer call before leaves no trace.
TEST(ModelContractLengths, HaveNoMemoryOfALongerCall) {
  Transformer model = built("rope:scaling=dynamic,factor=4");
  const torch::NoGradGuard no_grad;
  const torch::Tensor fresh = model->forward({.tokens = some_tokens(1, kLongest)});
  model->forward({.tokens = some_tokens(1, 3 * kLongest)});
  EXPECT_EQ(apart(model->forward({.tokens = some_tokens(1, kLongest)}), fresh), 0);
}

}  // namespace
}  // namespace sextant::models
