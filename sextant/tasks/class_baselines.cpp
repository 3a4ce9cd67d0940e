#include "sextant/tasks/class_baselines.h"

#include <array>
#include <limits>

#include "sextant/eval/bag_of_words.h"
#include "sextant/tasks/majority.h"
#include "sextant/text/vocabulary.h"

namespace sextant::tasks {
namespace {

/// Strengths tried: from a heavy penalty to nearly none.
constexpr std::array<double, 4> kStrengths = {1, 10, 100, 1000};

std::vector<std::string_view> texts_of(const std::vector<data::LabelledText>& labelled) {
  std::vector<std::string_view> texts;
  for (const data::LabelledText& text : labelled) texts.push_back(text.text);
  return texts;
}

}  // namespace

ClassBaselines class_baselines(const LabelledParts& parts, const std::vector<std::string>& labels,
                               const std::string& tokenizer) {
  constexpr int64_t kAll = std::numeric_limits<int32_t>::max();
  const std::vector<std::string_view> known = texts_of(parts.train);
  const text::KnownWords all{.most = kAll};
  const text::Vocabulary vocabulary =
      tokenizer == "char" ? text::Vocabulary::open_characters(known, all) : text::Vocabulary::words(known, all);
  const auto encoded = [&](const std::vector<data::LabelledText>& texts) {
    return data::encode_texts(texts, vocabulary, labels, kAll);
  };
  const data::EncodedTexts train = encoded(parts.train), choosing = encoded(parts.choosing), test = encoded(parts.test);
  const int64_t classes = std::ssize(labels);
  const Majority majority = majority_of(train.classes, test.classes, labels);
  ClassBaselines result{.majority_label = majority.label, .majority = majority.figures, .bag = {}, .strength = 0};
  double least = std::numeric_limits<double>::infinity();
  for (const double strength : kStrengths) {
    const eval::BagOfWords bag(train, classes, strength);
    const double nats = eval::classification(bag.log_probabilities(choosing), choosing.classes).nats;
    if (nats >= least) continue;
    least = nats;
    result.strength = strength;
    result.bag = eval::classification(bag.log_probabilities(test), test.classes);
  }
  return result;
}

}  // namespace sextant::tasks
