#include "sextant/io/word_vectors.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <unordered_set>

#include "sextant/io/lines.h"

namespace sextant::io {
namespace {

/// Widths a published file may have; more is a header read wrongly.
constexpr int64_t kWidest = 1 << 16;

template <class T>
std::optional<T> number(std::string_view text) {
  T value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view take_vector_line(std::string_view& rest) {
  std::string_view line = take_line(rest);
  while (line.ends_with(' ')) line.remove_suffix(1);  // word2vec's text ends its lines with one
  return line;
}

struct Header {
  int64_t words, channels;
};

std::optional<Header> header_of(std::string_view line) {
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto words = number<int64_t>(line.substr(0, space)), channels = number<int64_t>(line.substr(space + 1));
  if (!words || !channels || *words < 1 || *channels < 1 || *channels > kWidest) return std::nullopt;
  return Header{*words, *channels};
}

class Parser {
 public:
  Parser(std::string_view bytes, std::string_view where, const std::function<bool(std::string_view)>& keep)
      : rest_(bytes), where_(where), keep_(keep) {}

  WordVectors parse() {
    std::string_view after = rest_;
    const auto header = header_of(take_vector_line(after));
    if (header) {
      rest_ = after;
      ++line_;
      vectors_.channels = header->channels;
    }
    if (header && !looks_like_text(after)) {
      vectors_.form = "word2vec binary";
      for (int64_t word = 1; word <= header->words; ++word) binary_word(word);
    } else {
      vectors_.form = header ? "word2vec text" : "GloVe text";
      while (!rest_.empty()) text_word();
      if (header && vectors_.in_file != header->words) {
        fail("its first line announces " + std::to_string(header->words) + " words, it holds " +
             std::to_string(vectors_.in_file));
      }
    }
    if (vectors_.in_file == 0) fail("holds no vectors");
    return std::move(vectors_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw std::runtime_error(std::string(where_) + ": " + what); }
  [[noreturn]] void fail_line(const std::string& what) const {
    throw std::runtime_error(std::string(where_) + ":" + std::to_string(line_) + ": " + what);
  }

  bool looks_like_text(std::string_view rest) const {
    const std::string_view line = take_vector_line(rest);
    const size_t space = line.find(' ');
    if (space == std::string_view::npos) return false;
    std::string_view numbers = line.substr(space + 1);
    return number<double>(numbers.substr(0, numbers.find(' '))).has_value();
  }

  void text_word() {
    const std::string_view line = take_vector_line(rest_);
    const size_t space = line.find(' ');
    if (space == std::string_view::npos || space == 0)
      fail_line("expected a word, a space and numbers, found '" + std::string(line.substr(0, 40)) + "'");
    const bool kept = begin_word(line.substr(0, space));
    int64_t count = 0;
    for (std::string_view numbers = line.substr(space + 1); !numbers.empty(); ++count) {
      const std::string_view text = numbers.substr(0, numbers.find(' '));
      numbers.remove_prefix(std::min(numbers.size(), text.size() + 1));
      const auto value = number<float>(text);
      if (!value || !std::isfinite(*value))
        fail_line("number " + std::to_string(count + 1) + " must be finite, found '" + std::string(text) + "'");
      if (kept) vectors_.values.push_back(*value);
    }
    if (vectors_.channels == 0) vectors_.channels = count;
    if (count != vectors_.channels) {
      fail_line("expected " + std::to_string(vectors_.channels) + " numbers after the word, found " +
                std::to_string(count));
    }
    ++line_;
  }

  void binary_word(int64_t index) {
    while (rest_.starts_with('\n')) rest_.remove_prefix(1);
    const size_t space = rest_.find(' ');
    const size_t size = static_cast<size_t>(vectors_.channels) * sizeof(float);
    if (space == std::string_view::npos || rest_.size() - space - 1 < size)
      fail("ends inside word " + std::to_string(index));
    const bool kept = begin_word(rest_.substr(0, space));
    const std::string_view numbers = rest_.substr(space + 1, size);
    rest_.remove_prefix(space + 1 + size);
    for (size_t i = 0; i < size; i += sizeof(float)) {
      static_assert(std::endian::native == std::endian::little);
      float value = 0;
      std::memcpy(&value, numbers.data() + i, sizeof(float));
      if (!std::isfinite(value))
        fail("word " + std::to_string(index) + ": number " + std::to_string(i / sizeof(float) + 1) + " is not finite");
      if (kept) vectors_.values.push_back(value);
    }
  }

  /// Whether its numbers are kept.
  bool begin_word(std::string_view word) {
    ++vectors_.in_file;
    if (!keep_(word)) return false;
    if (!seen_.emplace(word).second) {
      ++vectors_.repeated;
      return false;
    }
    vectors_.words.emplace_back(word);
    return true;
  }

  std::string_view rest_;
  std::string_view where_;
  const std::function<bool(std::string_view)>& keep_;
  std::unordered_set<std::string> seen_ = {};
  WordVectors vectors_ = {};
  int64_t line_ = 1;
};

}  // namespace

WordVectors parse_word_vectors(std::string_view bytes, std::string_view where,
                               const std::function<bool(std::string_view)>& keep) {
  return Parser(bytes, where, keep).parse();
}

}  // namespace sextant::io
