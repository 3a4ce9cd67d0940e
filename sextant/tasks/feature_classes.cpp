#include "sextant/tasks/feature_classes.h"

#include <c10/util/Exception.h>
#include <torch/utils.h>

namespace sextant::tasks {

torch::Tensor class_log_probabilities(models::ModelImpl& model, const std::vector<data::FeatureExample>& examples,
                                      int64_t batch) {
  return eval::class_log_probabilities(
      model, data::places_by_length(examples, batch),
      [&](const std::vector<int64_t>& places) { return data::batch_of(data::examples_at(examples, places)); });
}

std::vector<int64_t> classes_of(const std::vector<data::FeatureExample>& examples) {
  std::vector<int64_t> classes;
  for (const data::FeatureExample& example : examples) classes.push_back(example.targets.front());
  return classes;
}

eval::Classification classified(models::ModelImpl& model, const std::vector<data::FeatureExample>& examples,
                                int64_t batch) {
  return eval::classification(class_log_probabilities(model, examples, batch), classes_of(examples));
}

void read_features(models::ModelOptions& model, int64_t features) {
  std::visit(
      [&](auto& backbone) {
        if constexpr (requires { backbone.features; }) backbone.features = features;
      },
      model.backbone);
}

bool takes_times(models::ModelImpl& model, int64_t features) {
  const torch::NoGradGuard no_grad;
  const models::TokenCall call{.ids = torch::tensor({0.0, 0.5}, torch::kFloat64),
                               .features = torch::zeros({1, 2, features})};
  try {
    model.scores(call);
    return true;
  } catch (const c10::Error&) {
    return false;  // whoever gives it the order instead is told what else is wrong
  }
}

}  // namespace sextant::tasks
