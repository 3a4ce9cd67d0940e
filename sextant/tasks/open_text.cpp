#include "sextant/tasks/open_text.h"

#include <stdexcept>
#include <vector>

#include "sextant/io/sha256.h"
#include "sextant/tasks/builtin_text.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

data::Corpus corpus_of(const BuiltinText& builtin, const text::Vocabulary& vocabulary, const std::string& data) {
  return {.path = data,
          .vocabulary = vocabulary,
          .tokens = torch::tensor(vocabulary.encode(builtin.text), torch::kInt64),
          .sha256 = io::sha256_hex(builtin.text),
          .bytes = std::ssize(builtin.text)};
}

/// The code a fault in a text has; the rooms below throw sentences without codes.
std::string code_of(const std::string& sentence) {
  const auto has = [&](const char* words) { return sentence.find(words) != std::string::npos; };
  if (has("UTF-8") || has("NUL byte")) return "E-DATA-UTF8";
  if (has("is empty") || has("are needed") || has("repeats")) return "E-DATA-EMPTY";
  if (has("is not one of the")) return "E-TOKENIZER";
  return "E-DATA-FILE";
}

template <class Read>
data::Corpus read_or_fail(const std::string& data, Read&& read) {
  try {
    return read();
  } catch (const Failure&) {
    throw;
  } catch (const std::invalid_argument& error) {
    throw Failure({.code = "E-USAGE-VALUE", .message = error.what(), .where = data});
  } catch (const std::exception& error) {
    const std::string code = code_of(error.what());
    Facts facts{.code = code, .message = {}, .where = {}};
    if (code == "E-DATA-UTF8") facts.hints = {"--tokenizer byte takes any file", "iconv -f latin1 -t utf-8 FILE"};
    if (code == "E-TOKENIZER") facts.hints = {"train on a text that has this character, or with --tokenizer byte"};
    if (code == "E-DATA-FILE") facts.hints = {"--data builtin:shakespeare needs no file"};
    throw failure_of(error, facts);
  }
}

}  // namespace

data::Corpus open_text(const std::string& data, const data::CorpusTokenizer& tokenizer) {
  return read_or_fail(data, [&] {
    const auto builtin = builtin_text(data);
    if (!builtin) return data::read_corpus(data, tokenizer);
    return corpus_of(*builtin, data::corpus_vocabulary(builtin->text, tokenizer), data);
  });
}

data::Corpus open_text(const std::string& data, const text::Vocabulary& vocabulary) {
  return read_or_fail(data, [&] {
    const auto builtin = builtin_text(data);
    return builtin ? corpus_of(*builtin, vocabulary, data) : data::read_corpus(data, vocabulary);
  });
}

}  // namespace sextant::tasks
