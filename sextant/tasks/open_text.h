// The text a verb's --data names, as a corpus: a file, or a text the program carries.
#pragma once

#include <string>

#include "sextant/data/corpus.h"

namespace sextant::tasks {

/// @param data  a path, or builtin:NAME
/// @throws Failure E-USAGE-VALUE for a tokenizer that cannot be; E-DATA-FILE (missing, unreadable, unknown name),
/// E-DATA-UTF8 (with row and column), E-DATA-EMPTY
data::Corpus open_text(const std::string& data, const data::CorpusTokenizer& tokenizer);

/// The same with the vocabulary of a trained model.
/// @throws Failure as above; E-TOKENIZER for a character the vocabulary lacks
data::Corpus open_text(const std::string& data, const text::Vocabulary& vocabulary);

}  // namespace sextant::tasks
