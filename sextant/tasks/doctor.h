// `doctor`: whether this machine and this build can do the work, line by line, each bad line with its fix.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/machine.h"

namespace sextant::tasks {

struct DoctorOptions {
  std::filesystem::path folder = ".";  ///< where results would be written
};

enum class Grade {
  kGood,
  kNote,  ///< works, but there is something to know
  kBad,
};
/// "ok", "note", "BAD".
std::string_view name_of(Grade grade);

struct Finding {
  std::string name;
  Grade grade;
  std::string found;
  std::string fix = {};  ///< what to do; never empty for kBad
};

struct DoctorResult {
  std::vector<Finding> checks;
};
/// Whether no check is bad: else the verb ends with exit code 7.
bool is_healthy(const DoctorResult& result);

DoctorResult doctor(const DoctorOptions& options, const Context& context);
/// The judgement alone.
std::vector<Finding> judge(const Machine& machine);

report::Document document(const DoctorResult& result);
/// "sextant.doctor/1"
io::Json to_json(const DoctorResult& result);

}  // namespace sextant::tasks
