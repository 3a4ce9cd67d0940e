#include "sextant/train/optimizer.h"

#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_fused_adamw.h>
#include <torch/utils.h>

namespace sextant::train {

bool decays(std::string_view name, const torch::Tensor& parameter) {
  const bool position = name.starts_with("position.") || name.find(".position.") != std::string_view::npos;
  return parameter.dim() >= 2 && !position;
}

AdamW::AdamW(const torch::nn::Module& module, const AdamWOptions& options) : options_(options) {
  for (const auto& item : module.named_parameters()) {
    const torch::Tensor& parameter = item.value();
    if (!parameter.requires_grad()) continue;
    slots_.push_back({.name = item.key(),
                      .parameter = parameter,
                      .exp_avg = torch::zeros_like(parameter).detach(),
                      .exp_avg_sq = torch::zeros_like(parameter).detach(),
                      .steps = torch::zeros({}, parameter.options().dtype(torch::kFloat32).requires_grad(false)),
                      .decayed = decays(item.key(), parameter)});
  }
}

void AdamW::step(double lr) {
  const torch::NoGradGuard no_grad;
  for (const bool decayed : {true, false}) {
    std::vector<torch::Tensor> parameters, gradients, averages, squares, steps;
    for (const Slot& slot : slots_) {
      if (slot.decayed != decayed || !slot.parameter.grad().defined()) continue;
      parameters.push_back(slot.parameter);
      gradients.push_back(slot.parameter.grad());
      averages.push_back(slot.exp_avg);
      squares.push_back(slot.exp_avg_sq);
      steps.push_back(slot.steps);
    }
    if (parameters.empty()) continue;
    at::_foreach_add_(steps, 1);
    at::_fused_adamw_(parameters, gradients, averages, squares, {}, steps, lr, options_.beta1, options_.beta2,
                      decayed ? options_.weight_decay : 0, options_.eps, /*amsgrad=*/false, /*maximize=*/false);
  }
}

void AdamW::zero_grad() {
  for (Slot& slot : slots_) slot.parameter.mutable_grad() = torch::Tensor();
}

std::vector<torch::Tensor> AdamW::gradients() const {
  std::vector<torch::Tensor> gradients;
  for (const Slot& slot : slots_) {
    if (slot.parameter.grad().defined()) gradients.push_back(slot.parameter.grad());
  }
  return gradients;
}

std::string AdamW::first_nonfinite_gradient() const {
  for (const Slot& slot : slots_) {
    const torch::Tensor gradient = slot.parameter.grad();
    if (gradient.defined() && !gradient.isfinite().all().item<bool>()) return slot.name;
  }
  return "";
}

NamedTensors AdamW::state() const {
  NamedTensors state;
  for (const Slot& slot : slots_) {
    state[slot.name + ".exp_avg"] = slot.exp_avg;
    state[slot.name + ".exp_avg_sq"] = slot.exp_avg_sq;
    state[slot.name + ".step"] = slot.steps;
  }
  return state;
}

void AdamW::load_state(const NamedTensors& state, std::string_view where) { copy_by_name(state, this->state(), where); }

}  // namespace sextant::train
