// A tokenizer.json of Hugging Face's `tokenizers` 0.23, version "1.0", and the pipeline it describes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/text/subword/pipeline.h"

namespace sextant::text {

/// A pipeline and what its ids stand for.
struct Tokenizer {
  std::vector<std::string> tokens;  ///< by id; of a byte-level one, bytes
  Pipeline pipeline;
};

/// The whole file.
io::Json tokenizer_json(const std::vector<std::string>& tokens, const Pipeline& pipeline);

/// @param file   a JSON object
/// @param where  what errors name first
/// @throws std::runtime_error "WHERE: …" naming the field that is missing or not as it must be, and each part of a
///         tokenizer that is not known here by its name
Tokenizer read_tokenizer(const io::SortedJson& file, std::string_view where);

}  // namespace sextant::text
