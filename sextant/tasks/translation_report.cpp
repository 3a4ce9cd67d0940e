#include "sextant/tasks/translation_report.h"

#include <fmt/core.h>

#include <algorithm>

#include "sextant/eval/word_dictionary.h"
#include "sextant/text/utf8.h"
#include "sextant/text/words.h"

namespace sextant::tasks {
namespace {

/// CJK Unified Ideographs, the block of Chinese as it is written today (Unicode 15.0, Blocks.txt).
bool is_ideograph(char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; }

/// ASCII signs, digits and spaces say nothing of a language.
bool is_letter(char32_t c) { return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

eval::SegmentTokenizer usual_for(const std::vector<std::string>& references) {
  int64_t ideographs = 0, letters = 0;
  for (const std::string& reference : references) {
    for (std::string_view rest = reference; !rest.empty();) {
      const char32_t c = text::next_code_point(rest).value;
      ideographs += is_ideograph(c) ? 1 : 0;
      letters += is_letter(c) ? 1 : 0;
    }
  }
  return 2 * ideographs > letters ? eval::SegmentTokenizer::kZh : eval::SegmentTokenizer::k13a;
}

eval::SegmentTokenizer segment_tokenizer(BleuTokenizer tokenizer, const std::vector<std::string>& references) {
  switch (tokenizer) {
    case BleuTokenizer::k13a:
      return eval::SegmentTokenizer::k13a;
    case BleuTokenizer::kZh:
      return eval::SegmentTokenizer::kZh;
    case BleuTokenizer::kChar:
      return eval::SegmentTokenizer::kChar;
    case BleuTokenizer::kAuto:
      break;
  }
  return usual_for(references);
}

eval::Words words_of(const std::string& text) {
  const std::string normal = text::normalized(text, text::LetterCase::kKept);
  const std::vector<std::string_view> words = text::split_words(normal);
  return {words.begin(), words.end()};
}

}  // namespace

TranslationScores translation_scores(const std::vector<std::string>& hypotheses,
                                     const std::vector<std::string>& references, BleuTokenizer tokenizer) {
  return {.bleu = eval::bleu(hypotheses, references, segment_tokenizer(tokenizer, references)),
          .chrf = eval::chrf(hypotheses, references)};
}

std::vector<std::string> word_by_word(const std::vector<data::SentencePair>& train,
                                      const std::vector<std::string>& sources) {
  std::vector<std::pair<eval::Words, eval::Words>> pairs;
  for (const data::SentencePair& pair : train) pairs.emplace_back(words_of(pair.source), words_of(pair.target));
  const eval::WordDictionary dictionary = eval::WordDictionary::learned(pairs);
  std::vector<std::string> translated;
  for (const std::string& source : sources) {
    std::string& line = translated.emplace_back();
    for (const std::string& word : dictionary.translated(words_of(source))) line += (line.empty() ? "" : " ") + word;
  }
  return translated;
}

std::vector<std::string> sources_of(const std::vector<data::SentencePair>& pairs) {
  std::vector<std::string> sources;
  for (const data::SentencePair& pair : pairs) sources.push_back(pair.source);
  return sources;
}

std::vector<std::string> targets_of(const std::vector<data::SentencePair>& pairs) {
  std::vector<std::string> targets;
  for (const data::SentencePair& pair : pairs) targets.push_back(pair.target);
  return targets;
}

report::Table sample_table(const std::vector<data::SentencePair>& pairs, const std::vector<std::string>& translations,
                           int64_t count) {
  report::Table table{.caption = "Samples, spread over the test pairs",
                      .columns = {{"source", "", report::Align::kLeft},
                                  {"reference", "", report::Align::kLeft},
                                  {"translation", "", report::Align::kLeft}}};
  const int64_t shown = std::min(count, std::ssize(pairs));
  for (int64_t n = 0; n < shown; ++n) {
    const auto i = static_cast<size_t>(n * std::ssize(pairs) / shown);
    table.rows.push_back({pairs[i].source, pairs[i].target, translations[i]});
  }
  return table;
}

io::Json to_json(const TranslationScores& scores) {
  const eval::Bleu& bleu = scores.bleu;
  return {{"bleu",
           {{"score", bleu.score},
            {"precisions", bleu.precisions},
            {"brevity_penalty", bleu.brevity_penalty},
            {"hypothesis_tokens", bleu.hypothesis_tokens},
            {"reference_tokens", bleu.reference_tokens},
            {"signature", bleu.signature}}},
          {"chrf", {{"score", scores.chrf.score}, {"signature", scores.chrf.signature}}}};
}

std::string in_words(const TranslationScores& scores) {
  return fmt::format("{:.2f} BLEU, {:.2f} chrF2", scores.bleu.score, scores.chrf.score);
}

}  // namespace sextant::tasks
