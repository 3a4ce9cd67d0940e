#include "sextant/train/checkpoint.h"

#include <ATen/CPUGeneratorImpl.h>
#include <fcntl.h>
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "sextant/io/file.h"
#include "sextant/io/json.h"
#include "sextant/models/config.h"
#include "sextant/models/tensor_file.h"

namespace sextant::train {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUnfinished = ".tmp";

void write_contents(const fs::path& folder, const TrainerState& state, const AdamW& optimizer,
                    const ModelWriter& write_model) {
  const fs::path trainer = folder / "trainer";
  fs::create_directories(trainer);
  write_model(folder);
  models::save_tensors(trainer / "optimizer.safetensors", optimizer.state(), {});
  models::save_tensors(trainer / "rng.safetensors", {{"cpu", generator_state()}}, {});
  io::write_file_atomic(trainer / "trainer.json", io::to_text(to_json(state), io::JsonStyle::kIndented));
  io::sync_folder(trainer);
  io::sync_folder(folder);
}

/// Puts `fresh` in the place of `old`. Exchanged in one call where the file system can, so a link to `old` never
/// dangles.
void replace_folder(const fs::path& fresh, const fs::path& old) {
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, old.c_str(), RENAME_EXCHANGE) == 0) {
    fs::remove_all(fresh);
    return;
  }
  fs::remove_all(old);
  io::rename_durably(fresh, old);
}

/// A relative link, made beside and renamed over; a text file with the path where the file system has no links.
void point(const fs::path& link, const fs::path& target) {
  const fs::path relative = target.lexically_relative(link.parent_path());
  fs::path fresh = link;
  fresh += kUnfinished;
  std::error_code fault;
  fs::remove(fresh, fault);
  fs::create_symlink(relative, fresh, fault);
  if (fault) io::write_file_atomic(fresh, relative.string(), io::Overwrite::kReplace);
  io::rename_durably(fresh, link);
}

std::vector<fs::path> checkpoint_folders(const fs::path& run) {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(run / "checkpoints")) {
    if (entry.is_directory() && entry.path().filename().string().starts_with("step-")) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::string shown(const io::Json& value) { return value.is_string() ? value.get<std::string>() : io::to_text(value); }

/// Refuses a checkpoint of another model, naming the first option that differs.
void expect_same_model(const fs::path& checkpoint, const models::ModelImpl& model) {
  const std::string file = (checkpoint / "config.json").string();
  const models::ModelOptions there = models::config_from(io::read_json(file), file).model, here = model.described();
  if (there == here) return;
  const io::Json from = models::to_json(there), to = models::to_json(here);
  for (const auto& [key, value] : from.items()) {
    if (to.contains(key) && to[key] == value) continue;
    throw std::runtime_error(fmt::format("{}: {} = {} there, {} here", file, key, shown(value),
                                         to.contains(key) ? shown(to[key]) : "nothing"));
  }
  throw std::runtime_error(file + ": has fewer options than the model here");
}

}  // namespace

torch::Tensor generator_state() {
  at::Generator generator = at::detail::getDefaultCPUGenerator();
  const std::lock_guard<std::mutex> lock(generator.mutex());
  return generator.get_state();
}

void set_generator_state(const torch::Tensor& state) {
  at::Generator generator = at::detail::getDefaultCPUGenerator();
  const std::lock_guard<std::mutex> lock(generator.mutex());
  generator.set_state(state);
}

fs::path checkpoint_path(const fs::path& run, int64_t step) {
  return run / "checkpoints" / fmt::format("step-{:08}", step);
}

fs::path save_checkpoint(const fs::path& run, const TrainerState& state, const AdamW& optimizer,
                         const ModelWriter& write_model) {
  const fs::path folder = checkpoint_path(run, state.step);
  fs::path fresh = folder;
  fresh += kUnfinished;
  fs::remove_all(fresh);
  try {
    write_contents(fresh, state, optimizer, write_model);
    fs::exists(folder) ? replace_folder(fresh, folder) : io::rename_durably(fresh, folder);
  } catch (...) {
    std::error_code ignored;  // the first fault is the one to report
    fs::remove_all(fresh, ignored);
    throw;
  }
  point(run / "last", folder);
  return folder;
}

void mark_best(const fs::path& run, const fs::path& checkpoint) { point(run / "best", checkpoint); }

void prune_checkpoints(const fs::path& run, int64_t keep) {
  const std::vector<fs::path> folders = checkpoint_folders(run);
  const auto last = linked_checkpoint(run, "last");
  const auto best = linked_checkpoint(run, "best");
  int64_t newer = 0;
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) {
    if (folder->extension() == kUnfinished) {
      fs::remove_all(*folder);
    } else if (++newer > keep && *folder != last && *folder != best) {
      fs::remove_all(*folder);
    }
  }
}

std::optional<fs::path> linked_checkpoint(const fs::path& run, const std::string& name) {
  const fs::path link = run / name;
  std::error_code fault;
  const fs::file_status status = fs::symlink_status(link, fault);
  fs::path target;
  if (fs::is_symlink(status)) target = fs::read_symlink(link);
  if (fs::is_regular_file(status)) target = io::read_file(link);
  if (target.empty() || !fs::is_directory(run / target, fault)) return std::nullopt;
  return run / target;
}

TrainerState load_checkpoint(const fs::path& checkpoint, models::ModelImpl& model, AdamW& optimizer) {
  const fs::path moments = checkpoint / "trainer" / "optimizer.safetensors";
  const fs::path generators = checkpoint / "trainer" / "rng.safetensors";
  const fs::path progress = checkpoint / "trainer" / "trainer.json";
  const TrainerState state = trainer_state(io::read_json(progress), progress.string());
  const std::string weights = (checkpoint / "model.safetensors").string();
  expect_same_model(checkpoint, model);
  models::load_state(model, models::load_tensors(weights), weights);
  optimizer.load_state(models::load_tensors(moments), moments.string());
  const torch::Tensor generator = generator_state();
  copy_by_name(models::load_tensors(generators), {{"cpu", generator}}, generators.string());
  set_generator_state(generator);
  return state;
}

}  // namespace sextant::train
