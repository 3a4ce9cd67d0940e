// A sentiment classifier: word vectors, sinusoidal positions and an LSTM that reads both ways.
//
//   sentiment_classifier REVIEWS VECTORS [FOLDER to save the model in]
#include <sextant/data/labelled.h>
#include <sextant/data/text_batches.h>
#include <sextant/eval/classification.h>
#include <sextant/models/folder.h>
#include <sextant/tasks/failure.h>
#include <sextant/tasks/use_vectors.h>
#include <sextant/train/loop.h>

#include <iostream>

using namespace sextant;

namespace {

constexpr int64_t kLongest = 32;  // tokens read of a review

text::Vocabulary words_of(const std::vector<data::LabelledText>& reviews) {
  std::vector<std::string_view> texts;
  for (const data::LabelledText& review : reviews) texts.push_back(review.text);
  return text::Vocabulary::words(texts, {});
}

models::Classifier reader_of(const text::Vocabulary& vocabulary, const std::vector<std::string>& labels) {
  return models::Classifier(models::ModelOptions{.backbone = models::RecurrentOptions{.vocabulary = vocabulary.size(),
                                                                                      .channels = 16,
                                                                                      .kind = nn::RecurrentKind::kLstm,
                                                                                      .pos = "sinusoidal",
                                                                                      .longest = kLongest},
                                                 .classifier = models::ClassifierOptions{.labels = labels}});
}

void run(const std::string& reviews, const std::string& vectors, const std::string& folder) {
  const data::LabelledFile file = data::read_labelled(reviews, {});
  const data::HeldOut part = data::hold_out(file.texts, /*share=*/0.25, /*seed=*/1);
  const std::vector<std::string> labels = data::labels_of(file.texts);
  // A word seen in held-out reviews alone has a vector all the same: that is what vectors are for.
  const text::Vocabulary vocabulary = words_of(file.texts);

  models::Classifier model = reader_of(vocabulary, labels);
  const tasks::VectorCoverage coverage = tasks::use_vectors(*model, vocabulary, vectors, tasks::VectorUse::kTuned);
  std::cout << coverage.found << " of " << coverage.vocabulary << " words have a vector\n";

  const auto encoded = [&](const auto& texts) { return data::encode_texts(texts, vocabulary, labels, kLongest); };
  train::train(*model, data::text_batches(encoded(part.train), /*batch=*/8, /*seed=*/1), {.steps = 150, .lr = 1e-2});

  const data::EncodedTexts test = encoded(part.test);
  const eval::Classification result =
      eval::classification(eval::class_log_probabilities(*model, test, /*batch=*/64), test.classes);
  std::cout << result.right << " of " << result.texts << " held-out reviews right\n";
  if (!folder.empty()) models::save_model(folder, *model, vocabulary);
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) {
    std::cerr << "usage: sentiment_classifier REVIEWS VECTORS [FOLDER]\n";
    return 2;
  }
  try {
    run(words[1], words[2], count > 3 ? words[3] : "");
  } catch (const std::exception& error) {
    std::cerr << "sentiment_classifier: " << tasks::sentence(error) << '\n';
    return 1;
  }
}
