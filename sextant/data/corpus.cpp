#include "sextant/data/corpus.h"

#include <span>
#include <stdexcept>
#include <utility>

#include "sextant/io/file.h"
#include "sextant/io/sha256.h"
#include "sextant/text/make_vocabulary.h"
#include "sextant/text/read_text.h"

namespace sextant::data {

namespace {

constexpr int64_t kFewestTokens = 2;  // one to predict another from

std::runtime_error about(const std::filesystem::path& path, const std::string& what) {
  return std::runtime_error(path.string() + ": " + what);
}

torch::Tensor as_tensor(const std::vector<int64_t>& ids) { return torch::tensor(ids, torch::kInt64); }

/// The file's text: checked UTF-8, or any bytes.
std::string read_for(const std::filesystem::path& path, text::VocabularyKind kind) {
  if (kind != text::VocabularyKind::kByte) return text::read_text(path, kFewestTokens);
  std::string bytes = io::read_file(path);
  if (bytes.empty()) throw about(path, "is empty");
  if (std::ssize(bytes) < kFewestTokens) throw about(path, "has 1 byte, at least 2 are needed");
  return bytes;
}

Corpus encode(const std::filesystem::path& path, const std::string& text, text::Vocabulary vocabulary) {
  std::vector<int64_t> ids;
  try {
    ids = vocabulary.encode(text);
  } catch (const std::invalid_argument& error) {
    throw about(path, error.what());
  }
  if (std::ssize(ids) < kFewestTokens) throw about(path, "has 1 token, at least 2 are needed");
  return {.path = path,
          .vocabulary = std::move(vocabulary),
          .tokens = as_tensor(ids),
          .sha256 = io::sha256_file(path),
          .bytes = std::ssize(text)};
}

/// Words are parted at spaces, which a language model must predict as well.
void expect_lossless(const std::string& tokenizer) {
  if (tokenizer != "word" && !tokenizer.starts_with("wordpiece:")) return;
  throw std::invalid_argument("corpus: tokenizer must be char, byte, bpe:N or the path of one, got '" + tokenizer +
                              "', which loses spaces");
}

/// The first `share` of a text, whole code points.
std::string_view beginning(std::string_view text, double share) {
  auto size = static_cast<size_t>(share * static_cast<double>(text.size()));
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  return text.substr(0, size);
}

}  // namespace

text::Vocabulary corpus_vocabulary(std::string_view text, const CorpusTokenizer& tokenizer) {
  expect_lossless(tokenizer.spec);
  const bool learns = tokenizer.spec.starts_with("bpe:");
  const std::string_view learned = learns ? beginning(text, tokenizer.learned_share) : text;
  return text::make_vocabulary(tokenizer.spec, std::span(&learned, 1), {.specials = text::Specials::kNone});
}

Corpus read_corpus(const std::filesystem::path& path, const CorpusTokenizer& tokenizer) {
  expect_lossless(tokenizer.spec);
  const bool byte = tokenizer.spec == "byte";
  const std::string text = read_for(path, byte ? text::VocabularyKind::kByte : text::VocabularyKind::kCharacter);
  Corpus corpus = encode(path, text, corpus_vocabulary(text, tokenizer));
  if (corpus.tokens.eq(corpus.tokens[0]).all().item<bool>()) {
    const std::string one = tokenizer.spec == "char" ? "character" : byte ? "byte" : "token";
    throw about(path, "repeats one " + one + ", so there is nothing to predict");
  }
  return corpus;
}

Corpus read_corpus(const std::filesystem::path& path, const text::Vocabulary& vocabulary) {
  return encode(path, read_for(path, vocabulary.kind()), vocabulary);
}

std::vector<int64_t> token_bytes(const text::Vocabulary& vocabulary) {
  std::vector<int64_t> bytes;
  for (int64_t id = 0; id < vocabulary.size(); ++id) bytes.push_back(std::ssize(vocabulary.spelled(id)));
  return bytes;
}

}  // namespace sextant::data
