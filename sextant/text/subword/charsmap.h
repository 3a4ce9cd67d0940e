// SentencePiece's table of what characters become: a double array of byte strings, and the texts that replace them.
//
// "precompiled_charsmap" of a .model and, in base64, of a tokenizer.json's Precompiled normalizer. The array is that of
// darts-clone 0.32. Equal to SentencePiece 0.2: the longest entry is replaced. `tokenizers` asks for whole grapheme
// clusters instead and takes the shortest entry; the two agree where no entry begins with another.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sextant::text {

class Charsmap {
 public:
  /// @param blob  as the file holds it
  /// @throws std::invalid_argument "charsmap: …" for one that is cut off, or whose replacements are not UTF-8
  explicit Charsmap(std::string blob);
  /// @param utf8  valid
  std::string mapped(std::string_view utf8) const;
  const std::string& blob() const { return blob_; }
  bool operator==(const Charsmap& other) const { return blob_ == other.blob_; }

 private:
  struct Entry {
    size_t length;  ///< bytes it replaces; 0 for none
    size_t text;    ///< where its replacement begins
  };
  Entry longest(std::string_view utf8) const;
  bool is_whole(size_t text) const;

  std::string blob_;
  std::vector<uint32_t> units_ = {};
  size_t texts_ = 0;  ///< where the replacements begin in blob_, each ending in NUL
};

}  // namespace sextant::text
