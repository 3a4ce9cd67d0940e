#include "sextant/text/subword/gpt2_files.h"

#include <array>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "sextant/io/lines.h"
#include "sextant/text/subword/pre_tokenizer_json.h"

namespace sextant::text {
namespace {

using io::SortedJson;

/// Those of GPT-2 and RoBERTa. The files do not mark them.
constexpr std::array<std::string_view, 6> kSpecialNames = {"<|endoftext|>", "<s>", "<pad>", "</s>", "<unk>", "<mask>"};

struct Pairs {
  SortedJson list = SortedJson::array();
  std::set<std::string> wholes = {};  ///< what they make
};

Pairs read_pairs(NamedText merges, const SortedJson& vocabulary) {
  Pairs pairs;
  int64_t line_number = 0;
  for (std::string_view rest = merges.text; !rest.empty();) {
    const std::string_view line = io::take_line(rest);
    ++line_number;
    if (line.empty() || line.starts_with("#version")) continue;
    const auto fail = [&](const std::string& what) {
      throw std::runtime_error(std::string(merges.where) + ":" + std::to_string(line_number) + ": " + what);
    };
    const size_t space = line.find(' ');
    if (space == std::string_view::npos || line.find(' ', space + 1) != std::string_view::npos)
      fail("two tokens with a space between them are expected, got '" + std::string(line) + "'");
    const std::string left(line.substr(0, space)), right(line.substr(space + 1));
    for (const std::string& token : {left, right, left + right})
      if (!vocabulary.contains(token)) fail("'" + token + "' is no token of the vocabulary");
    pairs.list.push_back({left, right});
    pairs.wholes.insert(left + right);
  }
  return pairs;
}

SortedJson specials_of(const SortedJson& vocabulary, const std::set<std::string>& wholes) {
  SortedJson added = SortedJson::array();
  for (const std::string_view view : kSpecialNames) {
    const std::string name(view);
    if (!vocabulary.contains(name) || wholes.contains(name)) continue;
    added.push_back({{"id", vocabulary[name]}, {"content", name}, {"special", true}});
  }
  return added;
}

}  // namespace

Tokenizer read_gpt2_files(NamedText vocabulary, NamedText merges) {
  const SortedJson tokens = io::parse_sorted_json(vocabulary.text, vocabulary.where);
  if (!tokens.is_object()) throw std::runtime_error(std::string(vocabulary.where) + ": must be an object");
  Pairs pairs = read_pairs(merges, tokens);
  const SortedJson byte_level = pre_tokenizers_json({ByteLevelStep{}});
  return read_tokenizer({{"added_tokens", specials_of(tokens, pairs.wholes)},
                         {"pre_tokenizer", byte_level},
                         {"decoder", byte_level},
                         {"model", {{"type", "BPE"}, {"vocab", tokens}, {"merges", std::move(pairs.list)}}}},
                        vocabulary.where);
}

}  // namespace sextant::text
