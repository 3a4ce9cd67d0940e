// Checkpoints that survive a kill at any moment, and the state that makes resuming exact.
//
//   RUN/checkpoints/step-00001200/   config.json model.safetensors tokenizer.json   (written by the caller's writer)
//                                    trainer/{optimizer,rng}.safetensors trainer/trainer.json
//   RUN/last, RUN/best               relative links
//
// Written to step-….tmp, synced, renamed; then the link is renamed over.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "sextant/models/model.h"
#include "sextant/train/optimizer.h"
#include "sextant/train/trainer_state.h"

namespace sextant::train {

/// LibTorch's default CPU generator, whole: uint8 [5056].
torch::Tensor generator_state();
void set_generator_state(const torch::Tensor& state);

/// Writes config.json, model.safetensors and tokenizer.json into an existing folder.
using ModelWriter = std::function<void(const std::filesystem::path& folder)>;

/// Writes RUN/checkpoints/step-N and points `last` at it.
/// @return the folder written
/// @throws std::runtime_error with the path if the disk refuses; the earlier checkpoints and links stay valid
std::filesystem::path save_checkpoint(const std::filesystem::path& run, const TrainerState& state,
                                      const AdamW& optimizer, const ModelWriter& write_model);

/// RUN/checkpoints/step-00001200.
std::filesystem::path checkpoint_path(const std::filesystem::path& run, int64_t step);

/// Points RUN/best at `checkpoint`.
void mark_best(const std::filesystem::path& run, const std::filesystem::path& checkpoint);

/// Deletes all but the `keep` newest checkpoints and those `best` and `last` point at, and leftover .tmp folders.
void prune_checkpoints(const std::filesystem::path& run, int64_t keep);

/// The folder RUN/NAME ("last" or "best") points at, if it is there; a link, or a text file where links fail.
std::optional<std::filesystem::path> linked_checkpoint(const std::filesystem::path& run, const std::string& name);

/// Reads weights into `model`, moments into `optimizer` and the CPU generator's state.
/// @throws std::runtime_error `PATH: …` for a missing, damaged or foreign file, tensor or field, or a model that
/// differs
///         from `model` in an option
TrainerState load_checkpoint(const std::filesystem::path& checkpoint, models::ModelImpl& model, AdamW& optimizer);

}  // namespace sextant::train
