// MODEL on the command line: a run (its best checkpoint, else its last) or a model folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "sextant/models/folder.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

struct OpenedModel {
  std::filesystem::path folder;  ///< the model folder itself
  models::ModelFolder contents;
};

/// @throws Failure E-MODEL-FILE if there is no model, or whatever is wrong with its files; E-MODEL-NEWER
OpenedModel open_model(const std::string& path, const std::string& device);

struct OpenedClassifier {
  std::filesystem::path folder;
  models::ClassifierFolder contents;
};

/// The task MODEL was trained on, "image"; empty for what does not say or holds no readable model at all.
std::string task_of(const std::string& path);
/// Whether MODEL holds a classifier; false also for what holds no readable model at all.
bool is_classifier(const std::string& path);
/// @throws as open_model; E-MODEL-FILE for a language model
OpenedClassifier open_classifier(const std::string& path, const std::string& device);

struct OpenedTranscriber {
  std::filesystem::path folder;
  models::TranscriberFolder contents;
};

/// Whether MODEL holds a transcriber; false also for what holds no readable model at all.
bool is_transcriber(const std::string& path);
/// @throws as open_model; E-MODEL-FILE for a model of another task
OpenedTranscriber open_transcriber(const std::string& path, const std::string& device);

struct OpenedTranslator {
  std::filesystem::path folder;
  models::TranslatorFolder contents;
};

/// Whether MODEL holds an encoder-decoder; false also for what holds no readable model at all.
bool is_translator(const std::string& path);
/// @throws as open_model; E-MODEL-FILE for a model of another task
OpenedTranslator open_translator(const std::string& path, const std::string& device);

/// The vocabulary of a classifier of texts.
/// @throws Failure E-MODEL-FILE for one that reads something else
const text::Vocabulary& vocabulary_of(const OpenedClassifier& model);

/// Makes sure the model has positions for sequences of `length` tokens, before any work: warning W-POS-TRAINED past
/// the trained length, once per call.
/// @throws Failure E-POS-LIMIT with both numbers if the encoding has none
void check_reach(const OpenedModel& model, int64_t length, const Context& context);

}  // namespace sextant::tasks
