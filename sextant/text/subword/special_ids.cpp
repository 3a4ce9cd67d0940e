#include "sextant/text/subword/special_ids.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace sextant::text {
namespace {

// BERT; RoBERTa, T5 and Llama 2; Gemma; GPT-2; Llama 3; Whisper; and those made here.
constexpr std::array<std::string_view, 7> kBeginNames = {
    "[CLS]", "<s>", "<bos>", "<|endoftext|>", "<|begin_of_text|>", "<|startoftranscript|>", "<BOS>"};
constexpr std::array<std::string_view, 6> kEndNames = {"[SEP]",           "</s>", "<eos>", "<|endoftext|>",
                                                       "<|end_of_text|>", "<EOS>"};
constexpr std::array<std::string_view, 4> kPadNames = {"[PAD]", "<pad>", "<|pad|>", "<PAD>"};

std::optional<int64_t> first_of(std::span<const std::string_view> names, const Tokenizer& tokenizer) {
  for (const std::string_view name : names) {
    const auto at = std::ranges::find(tokenizer.tokens, name);
    if (at == tokenizer.tokens.end()) continue;
    const auto id = at - tokenizer.tokens.begin();
    const bool marked = std::ranges::any_of(tokenizer.pipeline.added,
                                            [&](const AddedToken& token) { return token.special && token.id == id; });
    if (marked || find_id(ids_of(tokenizer.pipeline.model), name) != id) return id;
  }
  return std::nullopt;
}

bool is_own(const std::vector<std::string>& tokens) {
  return tokens.size() >= kSpecialTokens.size() &&
         std::equal(kSpecialTokens.begin(), kSpecialTokens.end(), tokens.begin());
}

}  // namespace

SpecialIds special_ids(const Tokenizer& tokenizer) {
  if (is_own(tokenizer.tokens)) return kOwnSpecials;
  const Surrounding& around = tokenizer.pipeline.surrounding;
  SpecialIds ids{.pad = first_of(kPadNames, tokenizer),
                 .unknown = unknown_of(tokenizer.pipeline.model),
                 .begin = first_of(kBeginNames, tokenizer),
                 .end = first_of(kEndNames, tokenizer)};
  if (!around.before.empty()) ids.begin = around.before.front();
  if (!around.after.empty()) ids.end = around.after.back();
  if (!ids.pad) ids.pad = ids.end;
  return ids;
}

}  // namespace sextant::text
