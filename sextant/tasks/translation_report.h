// What translations are worth, for people and programs: BLEU, chrF, a baseline and samples.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/data/parallel.h"
#include "sextant/eval/bleu.h"
#include "sextant/eval/chrf.h"
#include "sextant/io/json.h"
#include "sextant/report/document.h"

namespace sextant::tasks {

/// How segments are cut for BLEU; kAuto: as Chinese where most letters of the references are ideographs, else 13a.
enum class BleuTokenizer { kAuto, k13a, kZh, kChar };
constexpr auto names_of(BleuTokenizer) {
  return std::array<std::pair<std::string_view, BleuTokenizer>, 4>{{{"auto", BleuTokenizer::kAuto},
                                                                    {"13a", BleuTokenizer::k13a},
                                                                    {"zh", BleuTokenizer::kZh},
                                                                    {"char", BleuTokenizer::kChar}}};
}

struct TranslationScores {
  eval::Bleu bleu;
  eval::Chrf chrf;
};

/// @param references  one for each hypothesis
TranslationScores translation_scores(const std::vector<std::string>& hypotheses,
                                     const std::vector<std::string>& references, BleuTokenizer tokenizer);

/// A translation word by word, by a dictionary learned from the training pairs.
std::vector<std::string> word_by_word(const std::vector<data::SentencePair>& train,
                                      const std::vector<std::string>& sources);

std::vector<std::string> sources_of(const std::vector<data::SentencePair>& pairs);
std::vector<std::string> targets_of(const std::vector<data::SentencePair>& pairs);

/// Source, reference and translation of `count` pairs spread over all.
report::Table sample_table(const std::vector<data::SentencePair>& pairs, const std::vector<std::string>& translations,
                           int64_t count);

io::Json to_json(const TranslationScores& scores);
/// "30.12 BLEU, 55.01 chrF2"
std::string in_words(const TranslationScores& scores);

}  // namespace sextant::tasks
