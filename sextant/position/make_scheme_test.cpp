// From a line of text to a scheme: grammar, rules of composition, canonical printing, refusals.
#include <gtest/gtest.h>

#include "sextant/position/assign/randomized.h"
#include "sextant/position/embedding/tape.h"
#include "sextant/position/registry.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::small_request;

SchemeRequest four_layers() {
  SchemeRequest request = small_request();
  request.layers = 4;
  return request;
}
SchemeRequest both_ways() {
  SchemeRequest request = small_request();
  request.direction = Direction::kBothWays;
  return request;
}
void make(std::string_view text, const SchemeRequest& request = four_layers()) { make_scheme(text, request); }

std::vector<std::string> names_in(const auto& table) {
  std::vector<std::string> names;
  for (const auto& entry : table) names.emplace_back(entry.name);
  return names;
}

TEST(MakeScheme, FillsTheFourPlaces) {
  const Scheme scheme = make_scheme("sinusoidal+rope+alibi+window:size=8", small_request());
  EXPECT_NE(scheme.input.encoding, nullptr);
  ASSERT_EQ(scheme.layers.size(), 2U);
  EXPECT_NE(scheme.layers[0].rotation, nullptr);
  EXPECT_EQ(scheme.layers[0].scores.size(), 2U);
  EXPECT_EQ(scheme.layers[0].rule, nullptr);
  EXPECT_EQ(scheme.layers[0].rotation, scheme.layers[1].rotation);
}

TEST(MakeScheme, PutsModifiersAfterTheBias) {
  const Scheme scheme = make_scheme("softcap+alibi", small_request());
  EXPECT_FALSE(testing::terms_of(*scheme.layers[0].scores[0], testing::causal_problem(4, 2)).bias.empty());
  EXPECT_TRUE(testing::terms_of(*scheme.layers[0].scores[1], testing::causal_problem(4, 2)).softcap.has_value());
}

TEST(MakeScheme, HandsLayersToGroups) {
  const Scheme scheme = make_scheme("rope@0-2,nope@3", four_layers());
  EXPECT_NE(scheme.layers[2].rotation, nullptr);
  EXPECT_EQ(scheme.layers[3].rotation, nullptr);
  const Scheme mixed = make_scheme("rope+window:size=16,nope+logn@1::2", four_layers());
  EXPECT_NE(mixed.layers[0].rotation, nullptr);
  EXPECT_EQ(mixed.layers[1].rotation, nullptr);
  EXPECT_EQ(mixed.layers[3].scores.size(), 1U);
}

TEST(MakeScheme, PrintsCanonicallyAndReadsItBack) {
  const std::pair<const char*, const char*> texts[] = {
      {"none", "nope"},
      {"rotary", "rope"},
      {"sinusoidal:base=1e4", "sinusoidal"},
      {"sinusoidal+alibi", "sinusoidal+alibi"},
      {"learned:dropout=0.10,std=0.02,fuse=multiply", "learned:fuse=multiply,dropout=0.1"},
      {"rope@0-2,nope@3", "rope@0-2,nope@3"},
      {"alibi[0-1]+rope[2-3]", "alibi[0-1]+rope[2-3]"},
      {"t5:longest=64,ids=randomized", "t5:ids=randomized,longest=64"},
      {"t5:ids=randomized,longest=2048", "t5:ids=randomized"},
      {"rope+window:size=16,nope+logn:kind=llama4@3", "rope+window:size=16,nope+logn:kind=llama4@3"},
      {"shaw:right=0,clip=16", "shaw:right=0"}};
  for (const auto& [text, canonical] : texts) {
    const std::string spec = make_scheme(text, four_layers()).spec;
    EXPECT_EQ(spec, canonical);
    EXPECT_EQ(make_scheme(spec, four_layers()).spec, spec);
  }
}

TEST(MakeScheme, ReadsTheOptionsOfEveryEmbedding) {
  const Scheme scheme = make_scheme("learned:fuse=modulate,dropout=0.25,at=every", four_layers());
  EXPECT_EQ(scheme.input.fusion, Fusion::kModulate);
  EXPECT_EQ(scheme.input.dropout, 0.25);
  EXPECT_EQ(scheme.input.layers, (std::vector<int64_t>{0, 1, 2, 3}));
  EXPECT_TRUE(make_scheme("learned", four_layers()).input.layers.empty());
  EXPECT_EQ(make_scheme("learned@1/3,rope", four_layers()).input.layers, (std::vector<int64_t>{1, 3}));
}

TEST(MakeScheme, GivesIdsToAnEmbeddingOrToTheRest) {
  const Scheme own = make_scheme("learned:ids=randomized,longest=16+fire", small_request());
  EXPECT_NE(own.input.ids, nullptr);
  EXPECT_EQ(own.ids, nullptr);
  const Scheme rest = make_scheme("sinusoidal+t5:ids=randomized,longest=64", small_request());
  EXPECT_EQ(rest.input.ids, nullptr);
  ASSERT_NE(rest.ids, nullptr);
  EXPECT_EQ(std::dynamic_pointer_cast<Randomized>(rest.ids)->options.longest, 64);
}

TEST(MakeScheme, AnOptionThatAnEncodingAndItsIdsBothHaveBelongsToTheOneItFollows) {
  using Lengths = std::pair<int64_t, int64_t>;  // of the encoding, of its ids
  const auto lengths = [](const char* spec) {
    const Scheme scheme = make_scheme(spec, small_request());
    EXPECT_EQ(make_scheme(scheme.spec, small_request()).spec, scheme.spec);
    return Lengths{std::dynamic_pointer_cast<TapeImpl>(scheme.input.encoding)->options.longest,
                   std::dynamic_pointer_cast<Randomized>(scheme.input.ids)->options.longest};
  };
  EXPECT_EQ(lengths("tape:ids=randomized"), Lengths(16, 2048));
  EXPECT_EQ(lengths("tape:longest=40,ids=randomized"), Lengths(40, 2048));
  EXPECT_EQ(lengths("tape:ids=randomized,longest=64"), Lengths(16, 64));
  EXPECT_EQ(lengths("tape:longest=40,ids=randomized,longest=64"), Lengths(40, 64));
  EXPECT_VALUE_ERROR(make("tape:longest=40,longest=41,ids=randomized"), "tape: option 'longest' is given twice");
  EXPECT_VALUE_ERROR(make("tape:ids=randomized,ids=packed"), "tape: option 'ids' is given twice");
}

TEST(MakeScheme, ServesModelsWithoutAttention) {
  SchemeRequest recurrent = small_request();
  recurrent.layers = 0;
  EXPECT_NE(make_scheme("sinusoidal", recurrent).input.encoding, nullptr);
  EXPECT_TRUE(make_scheme("nope", recurrent).layers.empty());
  EXPECT_VALUE_ERROR(make("rope", recurrent), "scheme: rope acts on the rotation, got a model without attention");
  EXPECT_VALUE_ERROR(make("sinusoidal+alibi", recurrent),
                     "scheme: alibi acts on the scores, got a model without attention");
}

TEST(Composition, RefusesAPlaceClaimedTwice) {
  EXPECT_VALUE_ERROR(make("alibi+t5"), "scheme: alibi and t5 both act on the scores of head 0");
  EXPECT_VALUE_ERROR(make("alibi[0-2]+t5[2-3]"), "scheme: alibi and t5 both act on the scores of head 2");
  EXPECT_VALUE_ERROR(make("rope+p-rope"), "scheme: rope and p-rope both act on the rotation of head 0");
  EXPECT_VALUE_ERROR(make("learned+sinusoidal"), "scheme: learned and sinusoidal both act on the embedding");
  EXPECT_VALUE_ERROR(make("rope+window:size=8+window:size=4"), "scheme: window is given twice on one layer");
  EXPECT_VALUE_ERROR(make("shaw[0-1]+shaw[2-3]:clip=4"), "scheme: a layer has one attention rule, got a second, shaw");
}

TEST(Composition, RefusesARuleBesideARotationOrABias) {
  EXPECT_VALUE_ERROR(make("shaw+rope"),
                     "scheme: shaw replaces the attention rule and takes no other beside it, got rope on head 0");
  EXPECT_VALUE_ERROR(make("alibi+shaw"),
                     "scheme: shaw replaces the attention rule and takes no other beside it, got alibi on head 0");
  EXPECT_NO_THROW(make("shaw:values=false+rope"));
  EXPECT_NO_THROW(make("shaw[0-1]+rope[2-3]"));
  EXPECT_NO_THROW(make("shaw+window:size=8"));
}

TEST(Composition, RefusesHeadSetsWhereThereAreNone) {
  EXPECT_VALUE_ERROR(make("learned[0]"), "scheme: learned acts on the embedding, which has no heads, got 0");
  EXPECT_VALUE_ERROR(make("rope+window[0-1]:size=4"), "scheme: window holds for all heads, got 0-1");
}

TEST(Composition, RefusesIdsWrittenTwice) {
  EXPECT_VALUE_ERROR(make("rope:ids=randomized@0-2,alibi:ids=packed@3"),
                     "scheme: ids hold for the whole model and are written once, got them on rope and alibi");
  EXPECT_VALUE_ERROR(make("cape"),
                     "scheme: cape gives an encoding its positions and is none itself: rope:ids=cape, got it alone");
  EXPECT_VALUE_ERROR(make("rope:ids=randomised"),
                     "scheme: unknown ids 'randomised'; ids: " + settings::join(names_in(assigners()), ", ") +
                         "; did you mean 'randomized'?");
}

TEST(Composition, RefusesCausalSchemesBothWays) {
  EXPECT_VALUE_ERROR(make("hard-alibi", both_ways()),
                     "scheme: hard-alibi is for causal attention, got attention both ways");
}

TEST(Composition, RefusesLayersNamedTwiceOrNotAtAll) {
  EXPECT_VALUE_ERROR(make("rope@0-2,nope@2-3"), "scheme: layer 2 is named twice");
  EXPECT_VALUE_ERROR(make("rope@0-2"), "scheme: no group names layer 3; nope leaves it without positions");
  EXPECT_VALUE_ERROR(make("sinusoidal,rope@0-2"), "scheme: no group names layer 3; nope leaves it without positions");
  EXPECT_VALUE_ERROR(make("rope,alibi"),
                     "scheme: rope and alibi both take the layers left over; join them with + or name layers with @");
}

TEST(Composition, RefusesScalingInsideWindows) {
  EXPECT_VALUE_ERROR(make("rope:scaling=linear,factor=2+window:size=8"),
                     "scheme: rope is scaled on layers whose window shows 8 tokens, fewer than the 16 of training");
  EXPECT_NO_THROW(make("rope:scaling=linear,factor=2+window:size=16"));
  EXPECT_NO_THROW(make("rope+window:size=8"));
  SchemeRequest forced = four_layers();
  forced.scale_inside_windows = true;
  EXPECT_NO_THROW(make("rope:scaling=linear,factor=2+window:size=8", forced));
}

/// Keeps what the library warns of.
class Warnings final : public c10::WarningHandler {
 public:
  void process(const c10::Warning& warning) override { texts.push_back(warning.msg()); }
  std::vector<std::string> texts = {};
};

TEST(MakeScheme, WarnsOfAModelThatSeesABagOfTokens) {
  Warnings warnings;
  const c10::WarningUtils::WarningHandlerGuard guard(&warnings);
  make("nope", both_ways());
  make("nope");
  make("sinusoidal+nope", both_ways());
  EXPECT_EQ(warnings.texts,
            std::vector<std::string>{"scheme: nope without a causal mask gives the model no order of tokens"});
}

TEST(MakeScheme, RefusesUnknownNamesAndOptionsWithTheNearest) {
  std::vector<std::string> known = names_in(schemes());
  for (const std::string& name : names_in(modifiers())) known.push_back(name);
  EXPECT_VALUE_ERROR(make("alibbi"), "scheme: unknown encoding 'alibbi'; encodings: " + settings::join(known, ", ") +
                                         "; did you mean 'alibi'?");
  EXPECT_VALUE_ERROR(make("fire:treshold=5"),
                     "fire: unknown option 'treshold'; options: c, threshold, width; did you mean 'threshold'?");
  EXPECT_VALUE_ERROR(make("learned:dropout=1"), "learned: dropout must be at least 0 and below 1, got 1");
  EXPECT_VALUE_ERROR(make("rope:layout=half"), "rope: layout must be one of halves, interleaved, got 'half'");
}

TEST(MakeScheme, RefusesModelsThatCannotBe) {
  SchemeRequest request = small_request();
  request.key_heads = 3;
  EXPECT_VALUE_ERROR(make("rope", request), "scheme: heads must be a multiple of key heads, got 4 and 3");
  request = small_request();
  request.longest = 0;
  EXPECT_VALUE_ERROR(make("rope", request), "scheme: longest must be at least 1, got 0");
  request = small_request();
  request.layers = -1;
  EXPECT_VALUE_ERROR(make("rope", request), "scheme: layers must be at least 0, got -1");
}

TEST(Registry, NamesAreDistinctAndEveryOptionHasASentence) {
  std::vector<std::string_view> names;
  for (const auto& table : {schemes(), modifiers()})
    for (const SchemeEntry& entry : table) {
      names.push_back(entry.name);
      EXPECT_FALSE(entry.what.empty() || entry.source.empty()) << entry.name;
      for (const auto& [key, value, sentence] : entry.options()) EXPECT_FALSE(sentence.empty()) << entry.name << key;
      for (const auto& common : common_options(entry))
        for (const auto& own : entry.options()) EXPECT_NE(common[0], own[0]) << entry.name;
    }
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
  for (const AssignerEntry& entry : assigners()) EXPECT_FALSE(entry.what.empty() || entry.source.empty());
}

// Also proves that printing drops whatever equals its default.
TEST(Registry, EveryListedDefaultIsALegalValue) {
  const auto says = [](const std::string& value) { return value == "by the model" || value == "required"; };
  for (const SchemeEntry& entry : schemes())
    for (const auto& [key, value, sentence] : entry.options()) {
      if (says(value) || sentence.starts_with("scaling=")) continue;
      const std::string name(entry.name);
      EXPECT_EQ(make_scheme(name + ":" + key + "=" + value, small_request()).spec, name) << key;
    }
}

TEST(Registry, SaysWhichDefaultsAreTheModels) {
  const auto rows = scheme_entry("learned").options();
  EXPECT_EQ(rows[0], (std::array<std::string, 3>{"rows", "by the model", "rows of the table"}));
  EXPECT_EQ(rows[2][1], "0.02");
}

}  // namespace
}  // namespace sextant::position
