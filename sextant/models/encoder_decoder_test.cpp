// An encoder-decoder under many encodings: decoding at every split = the whole, padded = alone, files, gradients.
#include "sextant/models/encoder_decoder.h"

#include <gtest/gtest.h>

#include "sextant/models/classifier.h"
#include "sextant/models/folder.h"
#include "sextant/models/session.h"
#include "sextant/position/registry.h"

#include "tests/support/errors.h"
#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_models.h"

namespace sextant::models {
namespace {

using sextant::testing::largest_difference;
using sextant::testing::random_tokens;

constexpr double kEqual = 1e-12;  // float64, outputs of order 1
/// Mixtures and options that take another path than the rows of the registry with their defaults.
const std::vector<std::string> kMixtures = {"rope+t5", "alibi@0,rope@1", "learned:at=every", "sinusoidal:fuse=concat",
                                            "rope:scaling=dynamic,factor=4,original=4,step=2"};

EncoderDecoderOptions tiny_options(const std::string& pos) {
  return {.vocabulary = 11,
          .channels = 16,
          .layers = 2,
          .encoder_layers = 2,
          .heads = 2,
          .dropout = 0,
          .pos = pos,
          .longest = 16};
}

std::vector<std::string> specs() {
  std::vector<std::string> all = kMixtures;
  for (const position::SchemeEntry& entry : position::schemes()) all.emplace_back(entry.name);
  return all;
}

/// The encoding in both parts, or, where it is for causal attention alone, in the decoder.
EncoderDecoderOptions options_with(const std::string& pos) {
  EncoderDecoderOptions options = tiny_options(pos);
  const std::string name = pos.substr(0, pos.find_first_of(":+@"));
  if (position::scheme_entry(name).traits & position::kCausalOnly) options.encoder_pos = "nope";
  return options;
}

/// In float64, with weights large enough that position shows.
EncoderDecoder tiny(const EncoderDecoderOptions& options, uint64_t seed = 1) {
  torch::manual_seed(5);
  EncoderDecoder model(options, seed);
  model->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  for (auto& item : model->named_parameters())
    if (item.value().dim() == 2 && item.key().find("position.") == std::string::npos) item.value().mul_(8);
  model->eval();
  return model;
}
EncoderDecoder tiny(const std::string& pos) { return tiny(tiny_options(pos)); }

class EncoderDecoderContract : public ::testing::TestWithParam<std::string> {
 protected:
  EncoderDecoder model = tiny(options_with(GetParam()));
};

torch::Tensor sources() { return random_tokens(2, 6, 11, 4); }

TEST_P(EncoderDecoderContract, DecodingAtEverySplitIsTheWhole) {
  const torch::Tensor tokens = random_tokens(2, 8);
  const torch::Tensor whole = model->scores({.tokens = tokens, .source = sources()});
  for (int64_t split = 1; split < 8; ++split) {
    Session session(model, {.tokens = sources()}, 16);
    const torch::Tensor first = session.step(tokens.slice(1, 0, split)), rest = session.step(tokens.slice(1, split));
    EXPECT_LT(largest_difference(torch::cat({first, rest}, 1), whole), kEqual) << "split at " << split;
  }
}

TEST_P(EncoderDecoderContract, PaddingOfEitherTextChangesNothing) {
  const torch::Tensor tokens = random_tokens(2, 8);
  torch::Tensor source_documents = torch::zeros({2, 6}, torch::kInt64), documents = torch::zeros({2, 8}, torch::kInt64);
  source_documents[0].slice(0, 4) = -1;
  documents[0].slice(0, 5) = -1;
  const torch::Tensor padded = model->scores(
      {.tokens = tokens, .documents = documents, .source = sources(), .source_documents = source_documents});
  const torch::Tensor first = model->scores(
      {.tokens = tokens.slice(0, 0, 1).slice(1, 0, 5), .source = sources().slice(0, 0, 1).slice(1, 0, 4)});
  const torch::Tensor second = model->scores({.tokens = tokens.slice(0, 1), .source = sources().slice(0, 1)});
  EXPECT_LT(largest_difference(padded[0].slice(0, 0, 5), first[0]), kEqual);
  EXPECT_LT(largest_difference(padded[1], second[0]), kEqual);
}

TEST(EncoderDecoder, SeesTheWholeSourceAndNoLaterTarget) {
  EncoderDecoder model = tiny("rope");
  const torch::Tensor tokens = random_tokens(1, 6), source = sources().slice(0, 0, 1);
  const torch::Tensor before = model->scores({.tokens = tokens, .source = source});
  torch::Tensor other = tokens.clone();
  other[0][4] = (other[0][4] + 1) % 11;
  const torch::Tensor after = model->scores({.tokens = other, .source = source});
  EXPECT_EQ(largest_difference(before.slice(1, 0, 4), after.slice(1, 0, 4)), 0);
  EXPECT_GT(largest_difference(before.slice(1, 4), after.slice(1, 4)), 1e-3);
  torch::Tensor retold = source.clone();
  retold[0][5] = (retold[0][5] + 1) % 11;
  EXPECT_GT(
      largest_difference(before.slice(1, 0, 1), model->scores({.tokens = tokens, .source = retold}).slice(1, 0, 1)),
      1e-3);
}

TEST_P(EncoderDecoderContract, PickedRowsGoOnAsTheirOwn) {
  const torch::Tensor tokens = random_tokens(2, 6), rows = torch::tensor({1, 0, 1}, torch::kInt64);
  Session session(model, {.tokens = sources()}, 16);
  session.step(tokens.slice(1, 0, 3));
  session.pick(rows);
  const torch::Tensor rest = session.step(tokens.index_select(0, rows).slice(1, 3));
  const torch::Tensor whole =
      model->scores({.tokens = tokens.index_select(0, rows), .source = sources().index_select(0, rows)});
  EXPECT_LT(largest_difference(rest, whole.slice(1, 3)), kEqual);
  session.cut(0);
  EXPECT_LT(largest_difference(session.step(tokens.index_select(0, rows)), whole), kEqual) << "begun anew";
}

TEST(EncoderDecoder, SavedAndLoadedGivesTheSame) {
  const sextant::testing::TemporaryFolder folder;
  const text::Vocabulary vocabulary = text::Vocabulary::open_characters(std::vector<std::string_view>{"abcdefg"}, {});
  for (const bool tied : {true, false}) {
    EncoderDecoderOptions options = tiny_options("learned");
    options.encoder_pos = "t5";
    options.cross_pos = "rope";
    options.encoder_layers = 1;
    options.tied = tied;
    EncoderDecoder model = tiny(options);
    save_model(folder / "model", *model, vocabulary);
    const TranslatorFolder loaded = load_translator(folder / "model");
    EncoderDecoder again = loaded.model;
    EXPECT_EQ(again->options, model->options);
    const TokenCall call{.tokens = random_tokens(2, 5), .source = sources()};
    EXPECT_EQ(largest_difference(again->scores(call), model->scores(call)), 0);
    EXPECT_EQ(sextant::testing::message_of<std::runtime_error>([&] { load_model(folder / "model"); }),
              (folder / "model" / "config.json").string() + ": is a translator, and no language model");
  }
}

TEST_P(EncoderDecoderContract, EveryParameterLearns) {
  EncoderDecoderOptions options = options_with(GetParam());
  options.tied = false;
  options.cross_pos = "t5";
  EncoderDecoder untied = tiny(options);
  untied->scores({.tokens = random_tokens(2, 8), .source = sources()}).square().mean().backward();
  for (const auto& item : untied->named_parameters()) {
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
    EXPECT_TRUE(item.value().grad().isfinite().all().item<bool>()) << item.key();
  }
}

TEST(EncoderDecoder, TiedHasOneMatrixForThreeUses) {
  const int64_t matrix = 11 * 16;
  EncoderDecoderOptions options = tiny_options("nope");
  const int64_t tied = parameter_count(*EncoderDecoder(options));
  options.tied = false;
  EXPECT_EQ(parameter_count(*EncoderDecoder(options)), tied + 2 * matrix);
}

TEST(EncoderDecoder, DropsInBothParts) {
  EncoderDecoderOptions options = tiny_options("nope");
  options.dropout = 0.5;
  EncoderDecoder model = tiny(options);
  TokenCall call{.tokens = random_tokens(2, 5), .phase = Phase::kTrain, .seed = 1, .source = sources()};
  const torch::Tensor first = model->scores(call);
  EXPECT_EQ(largest_difference(first, model->scores(call)), 0);
  call.seed = 2;
  EXPECT_GT(largest_difference(first, model->scores(call)), 1e-3);
}

TEST(EncoderDecoder, SaysWhatIsWrong) {
  EncoderDecoder model = tiny("rope");
  EXPECT_VALUE_ERROR(model->scores({.tokens = random_tokens(2, 5)}), "encoder-decoder: source must be [B, S], got []");
  EXPECT_VALUE_ERROR(model->scores({.tokens = random_tokens(3, 5), .source = sources()}),
                     "encoder-decoder: tokens must have a row for each of 2 sources, got [3, 5]");
  ModelCache none;
  EXPECT_VALUE_ERROR(model->hidden({.tokens = random_tokens(2, 5)}, none),
                     "encoder-decoder: the cache must know a source, got one that has read none");
  EncoderDecoderOptions options = tiny_options("rope");
  options.cross_pos = "sinusoidal";
  EXPECT_VALUE_ERROR(EncoderDecoder{options},
                     "scheme: sinusoidal acts on the embedding, got attention from one sequence to another");
  const ModelOptions both{.backbone = tiny_options("rope"), .classifier = ClassifierOptions{.labels = {"a", "b"}}};
  EXPECT_VALUE_ERROR(Classifier{both},
                     "classifier: the reader must be a transformer or recurrent, got an encoder-decoder");
  EXPECT_VALUE_ERROR(Session(model, {.tokens = sources()}, 0), "session: longest must be at least 1, got 0");
}

INSTANTIATE_TEST_SUITE_P(Schemes, EncoderDecoderContract, ::testing::ValuesIn(specs()));

}  // namespace
}  // namespace sextant::models
