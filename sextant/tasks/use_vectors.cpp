#include "sextant/tasks/use_vectors.h"

#include <fmt/core.h>
#include <torch/utils.h>

#include "sextant/io/mapped_file.h"
#include "sextant/io/word_vectors.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

/// A model holds its embedding under this name.
torch::Tensor embedding_of(models::ClassifierImpl& model) {
  return model.named_parameters()["reader.embedding.weight"];
}

io::WordVectors read_vectors(const std::string& path, const text::Vocabulary& vocabulary) {
  return or_fail(
      {.code = "E-DATA-FILE", .message = {}, .hints = {"GloVe's text, or word2vec's text or binary form"}}, [&] {
        const io::MappedFile file(path);
        const std::string_view bytes(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
        return io::parse_word_vectors(bytes, path,
                                      [&](std::string_view word) { return vocabulary.id_of(word).has_value(); });
      });
}

void check_width(const io::WordVectors& vectors, const torch::Tensor& embedding, const std::string& path) {
  if (vectors.channels == embedding.size(1)) return;
  throw Failure(
      {.code = "E-USAGE-VALUE",
       .message = fmt::format("the vectors have {} channels, the model has {}", vectors.channels, embedding.size(1)),
       .where = path,
       .hints = {fmt::format("--channels {}", vectors.channels)}});
}

}  // namespace

VectorCoverage use_vectors(models::ClassifierImpl& model, const text::Vocabulary& vocabulary, const std::string& path,
                           VectorUse use) {
  const torch::NoGradGuard no_grad;
  const io::WordVectors vectors = read_vectors(path, vocabulary);
  torch::Tensor embedding = embedding_of(model);
  check_width(vectors, embedding, path);
  const auto found = std::ssize(vectors.words);
  if (found > 0) {
    const torch::Tensor rows = torch::tensor(vectors.values).view({found, vectors.channels});
    std::vector<int64_t> ids;
    for (const std::string& word : vectors.words) ids.push_back(*vocabulary.id_of(word));
    const torch::Tensor factor = embedding.square().mean().sqrt() / rows.square().mean().sqrt().to(embedding.device());
    embedding.index_copy_(0, torch::tensor(ids, torch::kLong).to(embedding.device()),
                          (rows.to(embedding.device()) * factor).to(embedding.scalar_type()));
  }
  embedding.set_requires_grad(use == VectorUse::kTuned);
  return {.file = path,
          .form = vectors.form,
          .in_file = vectors.in_file,
          .found = found,
          .vocabulary = vocabulary.size() - std::ssize(text::kSpecialTokens)};
}

}  // namespace sextant::tasks
