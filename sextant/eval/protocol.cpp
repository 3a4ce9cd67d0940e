#include "sextant/eval/protocol.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <utility>

namespace sextant::eval {

namespace {

using enum ProtocolKind;

/// Names, and the numbers that may stand without a key, in order.
struct Form {
  std::string_view name;
  ProtocolKind kind;
  std::vector<std::string_view> places;
};

const std::vector<Form>& forms() {
  static const std::vector<Form> all = {{"chunk", kChunk, {"L"}},
                                        {"slide", kSlide, {"L", "S"}},
                                        {"slide-unweighted", kSlideUnweighted, {"L", "S"}},
                                        {"suffix", kSuffix, {"K", "C"}},
                                        {"crop", kCrop, {"W", "K", "C"}},
                                        {"position", kPosition, {"L"}},
                                        {"passage", kPassage, {"P", "K"}},
                                        {"llamacpp", kLlamaCpp, {"L"}},
                                        {"lmeval", kLmEval, {"L"}}};
  return all;
}

/// What other tools' names stand for.
std::string_view meaning_of(std::string_view alias) {
  if (alias == "llama.cpp") return "llamacpp";
  if (alias == "lm-eval") return "lmeval";
  if (alias == "yarn") return "slide-unweighted";
  if (alias == "hf") return "slide";
  return "";
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Protocol read();

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::invalid_argument(fmt::format("protocol '{}': {}", text_, what));
  }
  const Form& form_of(std::string_view name) const;
  int64_t integer(std::string_view key, std::string_view value) const;
  bool flag(std::string_view key, std::string_view value) const;
  std::vector<int64_t> list(std::string_view value) const;
  void set(std::string_view key, std::string_view value, Protocol& protocol) const;
  void set_stride(std::string_view value, Protocol& protocol) const;
  void read_options(std::string_view rest, const Form& form, Protocol& protocol) const;
  void check(const Protocol& protocol) const;

  std::string_view text_;
};

/// The text up to a comma outside brackets; takes it and the comma off `rest`.
std::string_view next_part(std::string_view& rest) {
  int depth = 0;
  size_t i = 0;
  for (; i < rest.size() && (rest[i] != ',' || depth > 0); ++i) depth += (rest[i] == '[') - (rest[i] == ']');
  const std::string_view part = rest.substr(0, i);
  rest.remove_prefix(std::min(i + 1, rest.size()));
  return part;
}

std::vector<std::string_view> names() {
  std::vector<std::string_view> all;
  for (const Form& form : forms()) all.push_back(form.name);
  return all;
}

const Form& Reader::form_of(std::string_view name) const {
  for (const Form& form : forms())
    if (form.name == name) return form;
  fail(fmt::format("unknown name '{}'; protocols: {}, like:llama.cpp, like:lm-eval, like:hf, like:yarn", name,
                   fmt::join(names(), ", ")));
}

int64_t Reader::integer(std::string_view key, std::string_view value) const {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < 0)
    fail(fmt::format("{} must be a number of tokens, got '{}'", key, value));
  return number;
}

bool Reader::flag(std::string_view key, std::string_view value) const {
  if (value != "0" && value != "1") fail(fmt::format("{} must be 0 or 1, got '{}'", key, value));
  return value == "1";
}

/// "[2,4]", "[2/4]" or "2".
std::vector<int64_t> Reader::list(std::string_view value) const {
  if (value.starts_with('[') && value.ends_with(']')) value = value.substr(1, value.size() - 2);
  std::vector<int64_t> numbers;
  while (!value.empty()) {
    const size_t end = std::min(value.find_first_of(",/"), value.size());
    numbers.push_back(integer("C", value.substr(0, end)));
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

/// "64" or "L/8".
void Reader::set_stride(std::string_view value, Protocol& protocol) const {
  if (!value.starts_with("L/")) {
    protocol.stride = integer("S", value);
    if (protocol.stride == 0) fail("S must be at least 1, got 0");
    return;
  }
  protocol.stride_divisor = integer("S", value.substr(2));
  if (protocol.stride_divisor == 0) fail(fmt::format("S must be a number of tokens, got '{}'", value));
}

void Reader::set(std::string_view key, std::string_view value, Protocol& protocol) const {
  const ProtocolKind kind = protocol.kind;
  const bool slides = kind == kSlide || kind == kSlideUnweighted;
  const bool anchored = kind == kSuffix || kind == kCrop;
  if (key == "bos") {
    protocol.bos = flag(key, value);
  } else if (key == "S" && slides) {
    set_stride(value, protocol);
  } else if (key == "C" && anchored) {
    protocol.contexts = list(value);
  } else if (key == "K" && (anchored || kind == kPassage)) {
    protocol.scored = integer(key, value);
  } else if (key == "anchors" && anchored) {
    protocol.anchors = integer(key, value);
  } else if (key == "carry" && kind == kChunk) {
    protocol.carry = flag(key, value);
  } else if (key == "truncate" && kind == kSlideUnweighted) {
    protocol.truncate = flag(key, value);
  } else if (key == "tail" && kind == kChunk) {
    if (value != "keep" && value != "drop") fail(fmt::format("tail must be keep or drop, got '{}'", value));
    protocol.drop_tail = value == "drop";
  } else if (key == "mode" && kind == kPassage) {
    if (value != "filler" && value != "offset") fail(fmt::format("mode must be filler or offset, got '{}'", value));
    protocol.mode = value == "offset" ? PassageMode::kOffset : PassageMode::kFiller;
  } else if ((key == "L" && !anchored && kind != kPassage) || (key == "W" && kind == kCrop) ||
             (key == "P" && kind == kPassage)) {
    protocol.length = integer(key, value);
  } else {
    fail(fmt::format("unknown key '{}'", key));
  }
}

void Reader::read_options(std::string_view rest, const Form& form, Protocol& protocol) const {
  size_t place = 0;
  while (!rest.empty()) {
    const std::string_view part = next_part(rest);
    const size_t equals = part.find('=');
    if (equals != std::string_view::npos) {
      set(part.substr(0, equals), part.substr(equals + 1), protocol);
      continue;
    }
    if (place == form.places.size()) fail(fmt::format("one number too many, '{}'", part));
    set(form.places[place++], part, protocol);
  }
}

void Reader::check(const Protocol& protocol) const {
  const int64_t length = protocol.length;
  const bool anchored = protocol.kind == kSuffix || protocol.kind == kCrop;
  if (protocol.carry && protocol.bos)
    fail("carry=1 and bos=1 exclude each other: both give the first target its context");
  if (anchored && protocol.scored < 1) fail(fmt::format("K must be at least 1, got {}", protocol.scored));
  if (anchored && !protocol.contexts.empty() && protocol.contexts.front() < 1) fail("C must be at least 1, got 0");
  if (protocol.kind == kPassage && protocol.scored < 2)
    fail(fmt::format("K must be at least 2, got {}", protocol.scored));
  if (protocol.kind == kPassage || protocol.kind == kSuffix) return;
  if (protocol.kind == kCrop && length == 0) fail("the training window W must be given");
  if (length == 0) return;
  if (length < 2) fail(fmt::format("a window needs at least 2 tokens, got {}", length));
  if (protocol.kind == kCrop && protocol.scored >= length)
    fail(fmt::format("K must be below W = {}, got {}", length, protocol.scored));
  const int64_t most = length - (protocol.bos ? 1 : 0);
  if (protocol.stride > most)
    fail(fmt::format("S must be at most the {} text tokens of a window, got {}", most, protocol.stride));
}

/// A stride given as a share becomes a number as soon as there is a length to share.
void resolve_stride(Protocol& protocol) {
  const bool slides = protocol.kind == kSlide || protocol.kind == kSlideUnweighted;
  if (!slides || protocol.length == 0) return;
  protocol.stride = stride_of(protocol);
  protocol.stride_divisor = Protocol{.kind = kSlide}.stride_divisor;
}

Protocol Reader::read() {
  const bool like = text_.starts_with("like:");
  std::string_view rest = like ? text_.substr(5) : text_;
  const size_t end = std::min(rest.find_first_of(":@"), rest.size());
  std::string_view name = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  Protocol protocol = {.kind = kChunk};
  if (like && name == "hf") protocol.reduction = Reduction::kHuggingFace;
  if (like && meaning_of(name).empty())
    fail(fmt::format("unknown tool '{}'; tools: llama.cpp, lm-eval, hf, yarn", name));
  const Form& form = form_of(like ? meaning_of(name) : name);
  protocol.kind = form.kind;
  if (form.kind == kSlideUnweighted) protocol.reduction = Reduction::kWindows;
  if (form.kind == kPassage) protocol.scored = 64;
  read_options(rest, form, protocol);
  // Half the training window: both halves then see and score equally much.
  if (form.kind == kCrop && protocol.scored == 0) protocol.scored = protocol.length / 2;
  resolve_stride(protocol);
  check(protocol);
  return protocol;
}

std::string_view name_of(const Protocol& protocol) {
  if (protocol.kind == kSlide && protocol.reduction == Reduction::kHuggingFace) return "like:hf";
  for (const Form& form : forms())
    if (form.kind == protocol.kind) return form.name;
  throw std::invalid_argument("protocol: a kind without a name");
}

/// The parts after the name: "512", "64", "carry=1".
std::vector<std::string> parts_of(const Protocol& protocol) {
  std::vector<std::string> parts;
  if (protocol.length > 0) parts.push_back(fmt::format("{}", protocol.length));
  const bool slides = protocol.kind == kSlide || protocol.kind == kSlideUnweighted;
  // Named, the stride stays the stride where the length is left out.
  if (slides && protocol.stride > 0)
    parts.push_back(fmt::format("{}{}", protocol.length > 0 ? "" : "S=", protocol.stride));
  else if (slides && (protocol.length > 0 || protocol.stride_divisor != Protocol{.kind = kChunk}.stride_divisor))
    parts.push_back(fmt::format("S=L/{}", protocol.stride_divisor));
  if (protocol.scored > 0) parts.push_back(fmt::format("{}", protocol.scored));
  if (!protocol.contexts.empty()) parts.push_back(fmt::format("[{}]", fmt::join(protocol.contexts, ",")));
  if (protocol.anchors != Protocol{.kind = kChunk}.anchors)
    parts.push_back(fmt::format("anchors={}", protocol.anchors));
  if (protocol.carry) parts.emplace_back("carry=1");
  if (protocol.drop_tail) parts.emplace_back("tail=drop");
  if (protocol.truncate) parts.emplace_back("truncate=1");
  if (protocol.mode == PassageMode::kOffset) parts.emplace_back("mode=offset");
  if (protocol.bos) parts.emplace_back("bos=1");
  return parts;
}

}  // namespace

Protocol parse_protocol(std::string_view text) { return Reader(text).read(); }

std::string print(const Protocol& protocol) {
  const std::vector<std::string> parts = parts_of(protocol);
  const std::string_view mark = protocol.kind == kPassage ? "@" : ":";
  return fmt::format("{}{}{}", name_of(protocol), parts.empty() ? "" : mark, fmt::join(parts, ","));
}

std::vector<Protocol> at_lengths(const Protocol& protocol, const std::vector<int64_t>& lengths) {
  if (protocol.kind == kPassage) return {protocol};
  Protocol filled = protocol;
  if (protocol.kind == kSuffix || protocol.kind == kCrop) {
    if (!protocol.contexts.empty()) return {protocol};
    for (const int64_t length : lengths)
      if (length > protocol.scored) filled.contexts.push_back(length - protocol.scored);
    if (filled.contexts.empty())
      throw std::invalid_argument(fmt::format("protocol '{}': no length above K = {}, got [{}]", print(protocol),
                                              protocol.scored, fmt::join(lengths, ", ")));
    return {parse_protocol(print(filled))};
  }
  if (protocol.length > 0) return {protocol};
  std::vector<Protocol> all;
  for (const int64_t length : lengths) {
    filled.length = length;
    all.push_back(parse_protocol(print(filled)));
  }
  if (all.empty()) throw std::invalid_argument(fmt::format("protocol '{}': no lengths given", print(protocol)));
  return all;
}

int64_t stride_of(const Protocol& protocol) {
  return protocol.stride > 0 ? protocol.stride : std::max<int64_t>(1, protocol.length / protocol.stride_divisor);
}

const std::vector<ProtocolHelp>& protocol_help() {
  static const std::vector<ProtocolHelp> rows = {
      {"chunk:L", "windows side by side; early targets of each see little context"},
      {"chunk:L,carry=1", "the same, with one token of context for the first target of each later window"},
      {"slide:L,S", "windows every S tokens, new targets only; S = L/8 unless given"},
      {"slide-unweighted:L,S", "the same, every window counting alike, as YaRN's code does"},
      {"suffix:K,[C,..]", "the same K targets with C tokens of context before them: what context is used for"},
      {"crop:W,K,[C,..]", "suffix, never showing more than W tokens: the baseline of every claim about length"},
      {"position:L", "full windows only, one mean per position"},
      {"passage@P,K", "the last K tokens after P tokens of unrelated text, or with mode=offset at positions from P on"},
      {"llamacpp:L", "as llama-perplexity: the second half of each chunk"},
      {"lmeval:L", "as lm-evaluation-harness: every token once, the first after a prefix token"},
      {"like:hf:L,S", "as the Hugging Face guide: slide, windows weighted by new tokens - 1"},
  };
  return rows;
}

}  // namespace sextant::eval
