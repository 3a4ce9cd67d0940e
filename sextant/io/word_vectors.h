// Vectors of words, as GloVe and word2vec publish them.
//
//   GloVe           WORD x1 … xD         a line each, numbers apart by one ASCII space
//   word2vec text   COUNT D              then lines as above
//   word2vec binary COUNT D              then for each word WORD, a space, D little-endian float32, often a line feed
//
// Mikolov et al. 2013, word2vec.c; Pennington et al. 2014. A word is any bytes but space and line feed: GloVe's own
// files hold U+00A0 and U+0085 inside words.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sextant::io {

struct WordVectors {
  int64_t channels = 0;                 ///< D
  int64_t in_file = 0;                  ///< words of the whole file
  int64_t repeated = 0;                 ///< of them, there before: the first one counts
  std::string form = {};                ///< "GloVe text", "word2vec text", "word2vec binary"
  std::vector<std::string> words = {};  ///< those kept, in the order of the file
  std::vector<float> values = {};       ///< [words][D]
};

/// @param where  what errors name first
/// @param keep   whether a word's vector is wanted: files are larger than memory
/// @throws std::runtime_error "WHERE:LINE: …" or "WHERE: word N: …" for another number of numbers than the first line
///         has, one that is not finite, a binary file that ends too early, or no vectors at all
WordVectors parse_word_vectors(std::string_view bytes, std::string_view where,
                               const std::function<bool(std::string_view)>& keep);

}  // namespace sextant::io
