// Evaluation protocols as text: what a perplexity means depends on which tokens a model sees before each target.
//
//   chunk:L[,carry=1][,tail=drop]     slide:L,S                    slide-unweighted:L,S[,truncate=1]
//   suffix:K,[C,C…][,anchors=8]       crop:W,K,[C,C…][,anchors=8]  position:L
//   passage@P[,K][,mode=offset]       llamacpp:L                   lmeval:L
//   each with ,bos=1: the model's first-token id before every window, which then holds one text token less
//   like:llama.cpp:L  like:lm-eval:L  like:hf:L,S  like:yarn:L,S: as these tools compute it
//
// Values may be named: slide:L=512,S=64. S is L/8 unless given; S=L/4 is understood. L, and the contexts C, may be left
// out and filled in later by at_lengths(). Not here: windows (plan.h) and means (reduce.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sextant::eval {

enum class ProtocolKind { kChunk, kSlide, kSlideUnweighted, kSuffix, kCrop, kPosition, kPassage, kLlamaCpp, kLmEval };

/// How the targets' NLL become one number.
enum class Reduction {
  kTokens,       ///< every target counts alike
  kWindows,      ///< mean of window means
  kHuggingFace,  ///< window means weighted by new tokens - 1, which is not exactly token-weighted
};

/// Where the tokens before a passage come from.
enum class PassageMode { kFiller, kOffset };

/// A protocol, parsed. Lengths in tokens; 0 or empty = not said yet.
struct Protocol {
  ProtocolKind kind;
  int64_t length = 0;                  ///< L; W of crop; P of passage
  int64_t stride = 0;                  ///< S
  int64_t stride_divisor = 8;          ///< S = L / this where stride is 0
  int64_t scored = 0;                  ///< K: targets of suffix and crop, tokens of the passage
  std::vector<int64_t> contexts = {};  ///< C of suffix and crop: context of the first target
  int64_t anchors = 8;                 ///< places of suffix and crop besides the end of the document, at most
  bool carry = false;
  bool drop_tail = false;
  bool truncate = false;
  bool bos = false;
  PassageMode mode = PassageMode::kFiller;
  Reduction reduction = Reduction::kTokens;

  bool operator==(const Protocol&) const = default;
};

/// @throws std::invalid_argument "protocol 'TEXT': …" naming the unknown name or key, the malformed value, or the rule
///         broken: 1 <= S <= L, L >= 2, K >= 1, C >= 1, K < W, bos without carry
Protocol parse_protocol(std::string_view text);
/// Text that parses back to an equal protocol.
std::string print(const Protocol& protocol);

/// The protocol at given window lengths: one each, in order; itself if it names its length already. Of suffix and crop
/// one for all, with C = length - K, so that the window of the last target is `length` tokens; lengths <= K are left
/// out.
/// @throws std::invalid_argument for lengths that break the protocol's rules, or if none are left
std::vector<Protocol> at_lengths(const Protocol& protocol, const std::vector<int64_t>& lengths);

/// S, given or L / stride_divisor, at least 1.
int64_t stride_of(const Protocol& protocol);

/// Names and one sentence each, for help.
struct ProtocolHelp {
  std::string_view form;
  std::string_view sentence;
};
const std::vector<ProtocolHelp>& protocol_help();

}  // namespace sextant::eval
