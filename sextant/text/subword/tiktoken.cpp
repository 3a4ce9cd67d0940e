#include "sextant/text/subword/tiktoken.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sextant/io/lines.h"
#include "sextant/text/subword/base64.h"
#include "sextant/text/subword/whole_merges.h"

namespace sextant::text {
namespace {

constexpr int64_t kMostOfGpt2 = 50281;  // p50k_base, the largest with GPT-2's words
constexpr int64_t kCl100k = 100256, kO200k = 199998;
constexpr std::string_view kEndOfText = "<|endoftext|>";

constexpr std::string_view kCl100kWords =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view kO200kWords =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|)"
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|)"
    R"(\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

class Reader {
 public:
  explicit Reader(std::string_view where) : where_(where) {}

  void add(std::string_view line, int64_t line_number) {
    const auto fail = [&](const std::string& what) { refuse(":" + std::to_string(line_number) + ": " + what); };
    const size_t space = line.find(' ');
    if (space == std::string_view::npos) fail("a token and its rank are expected, got '" + std::string(line) + "'");
    if (line.substr(space + 1) != std::to_string(tokens_.size()))
      fail("rank " + std::to_string(tokens_.size()) + " is expected, got '" + std::string(line.substr(space + 1)) +
           "'");
    // Whisper's file ends with a token of no bytes, which no text is.
    const std::string_view base64 = line.substr(0, space) == "=" ? std::string_view() : line.substr(0, space);
    try {
      tokens_.push_back(from_base64(base64));
    } catch (const std::invalid_argument& error) {
      fail(error.what());
    }
    if (!tokens_.back().empty() && !ids_.emplace(tokens_.back(), std::ssize(tokens_) - 1).second)
      fail("the token is given twice");
  }

  Tokenizer tokenizer() && {
    const auto size = std::ssize(tokens_);
    if (size == 0) refuse(": has no tokens");
    Pipeline pipeline{.pre_tokenizers = words(),
                      .model = BytePair(ids_, whole_merges(ids_, std::identity{}), {.whole_words = true}),
                      .decoders = {JoinBytes{}}};
    if (size <= kMostOfGpt2) {
      pipeline.added.push_back({.id = size, .content = std::string(kEndOfText), .special = true});
      tokens_.emplace_back(kEndOfText);
    }
    return {std::move(tokens_), std::move(pipeline)};
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const { throw std::runtime_error(where_ + what); }

  std::vector<PreTokenizer> words() const {
    const auto size = std::ssize(tokens_);
    if (size <= kMostOfGpt2) return {ByteLevelStep{}};
    if (size != kCl100k && size != kO200k)
      refuse(": has " + std::to_string(size) + " tokens, and how such a tokenizer cuts words is not known");
    return {SplitStep{.pattern = Pattern(size == kCl100k ? kCl100kWords : kO200kWords)}, ByteLevelStep{.words = false}};
  }

  std::string where_;
  std::vector<std::string> tokens_ = {};
  TokenIds ids_ = {};
};

}  // namespace

Tokenizer read_tiktoken(std::string_view bytes, std::string_view where) {
  Reader reader(where);
  for (int64_t line_number = 1; !bytes.empty(); ++line_number) {
    const std::string_view line = io::take_line(bytes);
    if (!line.empty()) reader.add(line, line_number);
  }
  return std::move(reader).tokenizer();
}

}  // namespace sextant::text
