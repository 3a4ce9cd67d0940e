#include "sextant/text/subword/vocab_txt.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sextant/io/lines.h"
#include "sextant/text/utf8.h"
#include "sextant/text/words.h"

namespace sextant::text {
namespace {

constexpr std::string_view kUnknownName = "[UNK]", kBeginName = "[CLS]", kEndName = "[SEP]";
constexpr std::array<std::string_view, 5> kSpecialNames = {"[PAD]", kUnknownName, kBeginName, kEndName, "[MASK]"};

bool is_special(std::string_view token) { return std::ranges::find(kSpecialNames, token) != kSpecialNames.end(); }

/// "ℝ" is none: it has no small letter, and vocabularies of small letters hold it.
bool has_capital(std::string_view token) {
  const std::u32string text = utf32_of(token);
  return lowered(text) != text;
}

class Reader {
 public:
  Reader(std::string_view bytes, std::string_view where) : where_(where) {
    while (!bytes.empty()) add(io::take_line(bytes));
  }

  Tokenizer tokenizer() && {
    Pipeline pipeline = described();
    return {std::move(tokens_), std::move(pipeline)};
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw std::runtime_error(where_ + what); }

  void add(std::string_view line) {
    const auto id = std::ssize(tokens_);
    const std::string place = ":" + std::to_string(id + 1) + ": ";
    if (const auto fault = first_fault(line)) fail(place + fault->what);
    const auto [at, fresh] = by_name_.emplace(line, id);
    if (!fresh) fail(place + "'" + at->first + "' is given twice, first in line " + std::to_string(at->second + 1));
    tokens_.emplace_back(line);
  }

  Pipeline described() const {
    const auto unknown = find_id(by_name_, kUnknownName);
    if (!unknown) fail(": has no [UNK], so it is no vocabulary of BERT's");
    TokenIds words;
    std::vector<AddedToken> added;
    bool lower = true;
    for (int64_t id = 0; id < std::ssize(tokens_); ++id) {
      const std::string& token = tokens_[id];
      if (is_special(token)) {
        added.push_back({.id = id, .content = token, .special = true});
      } else if (!token.empty()) {
        words.emplace(token, id);
        lower = lower && !has_capital(token);
      }
    }
    return {.added = std::move(added),
            .normalizers = {BertCleaning{.accents = lower, .lower = lower}},
            .pre_tokenizers = {BertStep{}},
            .model = WordPiece(std::move(words), {.unknown = *unknown}),
            .decoders = {JoinWordPieces{}},
            .surrounding = surrounding()};
  }

  Surrounding surrounding() const {
    const auto begin = find_id(by_name_, kBeginName), end = find_id(by_name_, kEndName);
    if (!begin || !end) return {};
    return {.before = {*begin}, .after = {*end}};
  }

  std::string where_;
  std::vector<std::string> tokens_ = {};
  TokenIds by_name_ = {};
};

}  // namespace

Tokenizer read_vocab_txt(std::string_view bytes, std::string_view where) { return Reader(bytes, where).tokenizer(); }

}  // namespace sextant::text
