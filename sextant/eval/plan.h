// Which windows a protocol makes of documents, and which targets it scores in them. Pure: lengths in, windows out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/eval/protocol.h"

namespace sextant::eval {

/// Tokens [begin, end) of a document as one model call; tokens [score_from, end) are targets.
/// The model reads: prefix first-token ids, the document's first `filler` tokens, then the window.
struct Window {
  int64_t document;
  int64_t begin;
  int64_t end;
  int64_t score_from;           ///< in [begin, end]; end = nothing to score
  int64_t prefix = 0;           ///< first-token ids put before: 0 or 1
  int64_t position_offset = 0;  ///< position of the first token read
  int64_t filler = 0;           ///< tokens
  int64_t asked = 0;            ///< context of suffix and crop as asked for, tokens; 0 elsewhere
  bool operator==(const Window&) const = default;
};

/// A document nothing is scored in.
struct Dropped {
  int64_t document;
  std::string reason;
};

struct Plan {
  Protocol protocol;
  std::vector<int64_t> lengths;  ///< tokens of each document
  std::vector<Window> windows;   ///< by document, then in the protocol's order
  std::vector<Dropped> dropped;
};

/// One scored token. NLL vectors hold one number for each, in the order of targets().
struct Target {
  int64_t document;
  int64_t index;    ///< in the document
  int64_t context;  ///< tokens the model sees before it
  int64_t window;   ///< in Plan::windows
  bool operator==(const Target&) const = default;
};

/// @throws std::invalid_argument for a protocol without its length or contexts, for llamacpp over more than one
///         document, or if no document gives a target: the message tells why
Plan plan(const Protocol& protocol, const std::vector<int64_t>& lengths);

/// Window by window, each from its first target on.
std::vector<Target> targets(const Plan& plan);

/// One value per target out of one value per token of each document: byte lengths, usually.
/// @throws std::invalid_argument unless per_token has the plan's lengths
std::vector<int64_t> at_targets(const Plan& plan, const std::vector<std::vector<int64_t>>& per_token);

/// Tokens the model reads in a window; the last one is never read, since nothing after it is asked for.
int64_t input_length(const Window& window);

}  // namespace sextant::eval
