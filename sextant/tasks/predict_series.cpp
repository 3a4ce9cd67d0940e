#include "sextant/tasks/predict_series.h"

#include "sextant/tasks/feature_classes.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/open_series.h"
#include "sextant/tasks/series_input.h"

namespace sextant::tasks {

std::vector<Prediction> predict_series(const PredictOptions& options, std::string_view bytes, const Context& context) {
  const OpenedClassifier opened = open_classifier(options.model, context.device);
  models::Classifier model = opened.contents.model;
  const SeriesInput input = series_input_of(opened.contents.meta, model->described(), opened.folder);
  const int64_t told = labels_told(options.top_k, model->options.labels);
  const data::SeriesFile file =
      open_series(bytes, options.input, columns_of(input), data::SeriesLabels::kIgnored, context);
  std::vector<data::FeatureExample> examples;
  for (const data::Series& series : file.series) examples.push_back(example_of(series, input));
  return likeliest(class_log_probabilities(*model, examples, options.batch), model->options.labels, told);
}

}  // namespace sextant::tasks
