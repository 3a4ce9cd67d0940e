#include "sextant/tasks/compare/results.h"

#include "sextant/io/file.h"
#include "sextant/io/json_lines.h"
#include "sextant/report/html.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {

void write_results(const std::filesystem::path& folder, const Results& results) {
  if (folder.empty()) return;
  std::string lines;
  for (const RunRecord& record : results.records) lines += io::to_text(to_json(record)) + "\n";
  io::Json summary = results.summary;
  summary.erase("timing");
  const io::Json timing = {{"schema", "sextant.timing/1"}, {"wall_s", results.seconds}};
  or_fail({.code = "E-DISK", .message = {}, .where = folder.string()}, [&] {
    const auto write = [&](const char* name, const std::string& bytes) {
      io::write_file_atomic(folder / name, bytes, io::Overwrite::kReplace);
    };
    write("results.jsonl", lines);
    write("summary.csv", results.csv);
    write("summary.json", io::to_text(summary, io::JsonStyle::kIndented));
    write("report.html", report::to_html(results.page));
    write("timing.json", io::to_text(timing, io::JsonStyle::kIndented));
  });
}

std::vector<RunRecord> read_records(const std::filesystem::path& folder) {
  std::vector<RunRecord> records;
  const std::filesystem::path path = folder / "results.jsonl";
  for (const io::Json& line : io::read_json_lines(path)) records.push_back(run_record(line, path.string()));
  return records;
}

}  // namespace sextant::tasks
