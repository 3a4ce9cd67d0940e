// A character model learns a rhyme, then writes.   character_language_model TEXT [SPEC of the encoding]
#include <sextant/data/corpus.h>
#include <sextant/data/windows.h>
#include <sextant/eval/sampling.h>
#include <sextant/models/transformer.h>
#include <sextant/tasks/failure.h>
#include <sextant/train/loop.h>

#include <iostream>

using namespace sextant;

namespace {

constexpr int64_t kLength = 64;

void learn(models::Transformer& model, const data::Corpus& corpus) {
  const data::BatchAt batches =
      data::window_batches(corpus.tokens, {{0, corpus.tokens.numel()}}, kLength, /*batch=*/8, /*seed=*/1);
  const auto tell = [](const train::StepReport& report) {
    if (report.step % 50 == 0) std::cout << "step " << report.step << ": " << report.loss << " nats/character\n";
  };
  train::train(*model, batches, {.steps = 200, .lr = 4e-3, .warmup = "20"}, {.on_step = tell});
}

std::string continued(models::Transformer& model, const text::Vocabulary& vocabulary, const std::string& prompt) {
  model->eval();
  return vocabulary.decode(eval::generate(eval::decoder(model), vocabulary.encode(prompt),
                                          {.tokens = 400, .seed = 1, .sampling = {.temperature = 0.5}}));
}

}  // namespace

int main(int count, char** words) {
  try {
    const data::Corpus corpus = data::read_corpus(count > 1 ? words[1] : "rhyme.txt", data::CorpusTokenizer{});
    models::Transformer model(models::TransformerOptions{.vocabulary = corpus.vocabulary.size(),
                                                         .channels = 64,
                                                         .pos = count > 2 ? words[2] : "alibi",
                                                         .longest = kLength});
    learn(model, corpus);
    const std::string prompt = "This is the ";
    std::cout << prompt << continued(model, corpus.vocabulary, prompt) << '\n';
  } catch (const std::exception& error) {
    std::cerr << "character_language_model: " << tasks::sentence(error) << '\n';
    return 1;
  }
}
