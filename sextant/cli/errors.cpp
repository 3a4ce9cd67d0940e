#include "sextant/cli/errors.h"

#include <algorithm>
#include <array>

#include "sextant/io/json.h"

namespace sextant::cli {

namespace {

constexpr std::array kCodes = {
    ErrorCode{"E-USAGE-OPTION", kUsage, "an unknown verb or option, or one that is missing"},
    ErrorCode{"E-USAGE-VALUE", kUsage, "a value that its option does not take"},
    ErrorCode{"E-CONFIG-KEY", kUsage, "an unknown key in a configuration file or --set"},
    ErrorCode{"E-CONFIG-FILE", kUsage, "a configuration file that cannot be read"},
    ErrorCode{"E-SPEC", kUsage, "the text of an encoding is malformed or names none"},
    ErrorCode{"E-RUN-EXISTS", kRefused, "the run or file is there already"},
    ErrorCode{"E-RESUME-CONFIG", kRefused, "the run was started with other settings"},
    ErrorCode{"E-RESUME-DATA", kRefused, "the run was started on other data"},
    ErrorCode{"E-RESUME-BROKEN", kRefused, "the checkpoint is damaged or missing"},
    ErrorCode{"E-DATA-FILE", kBadData, "a data file is missing or unreadable"},
    ErrorCode{"E-DATA-UTF8", kBadData, "text that is not UTF-8"},
    ErrorCode{"E-DATA-ROW", kBadData, "a row of a table that cannot be read"},
    ErrorCode{"E-DATA-COLUMN", kBadData, "a column that the table does not have"},
    ErrorCode{"E-DATA-PAIRS", kBadData, "two files whose lines do not belong together"},
    ErrorCode{"E-DATA-LABEL", kBadData, "a label the model was not trained on"},
    ErrorCode{"E-DATA-EMPTY", kBadData, "too little data"},
    ErrorCode{"E-IMAGE", kBadData, "a picture that is broken or unlike the others"},
    ErrorCode{"E-AUDIO", kBadData, "a sound that is broken or unlike the others"},
    ErrorCode{"E-POS-LIMIT", kBadData, "a position the encoding cannot make"},
    ErrorCode{"E-MODEL-FILE", kBadModel, "a model file is missing or damaged"},
    ErrorCode{"E-MODEL-TENSOR", kBadModel, "a tensor is missing or has another shape"},
    ErrorCode{"E-MODEL-KEY", kBadModel, "a field of the model's configuration that is not understood"},
    ErrorCode{"E-MODEL-NEWER", kBadModel, "a model of a later format"},
    ErrorCode{"E-TOKENIZER", kBadModel, "the vocabulary does not fit"},
    ErrorCode{"E-CAP-CUDA", kNoCapability, "no GPU that this build can use"},
    ErrorCode{"E-CAP-FORMAT", kNoCapability, "built without that file format"},
    ErrorCode{"E-CAP-MPI", kNoCapability, "built without MPI"},
    ErrorCode{"E-TORCH-VERSION", kNoCapability, "another LibTorch than the program was built for"},
    ErrorCode{"E-CHECK", kCheckFailed, "a check failed"},
    ErrorCode{"E-RANK", kFailed, "another process of the run died or stopped"},
    ErrorCode{"E-OOM", kFailed, "out of memory"},
    ErrorCode{"E-DISK", kFailed, "the disk is full or refuses"},
    ErrorCode{"E-BUG", kFailed, "an error nobody foresaw"},
    ErrorCode{"E-DIVERGED", kDiverged, "training left the finite numbers"},
};

}  // namespace

std::span<const ErrorCode> error_codes() { return kCodes; }

int exit_of(std::string_view code) {
  const auto* found =
      std::find_if(kCodes.begin(), kCodes.end(), [&](const ErrorCode& row) { return row.code == code; });
  return found == kCodes.end() ? kFailed : found->exit;
}

std::string error_text(const tasks::Facts& facts) {
  std::string text = "error[" + facts.code + "]: " + facts.message + "\n";
  if (!facts.where.empty()) text += "  at:   " + facts.where + "\n";
  if (!facts.why.empty()) text += "  why:  " + facts.why + "\n";
  const char* lead = "  fix:  ";
  for (const std::string& hint : facts.hints) {
    text += lead + hint + "\n";
    lead = "    or: ";
  }
  return text;
}

std::string error_json(const tasks::Facts& facts) {
  const io::Json error = {{"code", facts.code}, {"message", facts.message}, {"where", facts.where},
                          {"why", facts.why},   {"hints", facts.hints},     {"exit", exit_of(facts.code)}};
  return io::to_text({{"schema", "sextant.error/1"}, {"error", error}}) + "\n";
}

}  // namespace sextant::cli
