#include "sextant/cli/deliver.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "sextant/cli/streams.h"
#include "sextant/io/file.h"
#include "sextant/report/csv.h"
#include "sextant/report/html.h"
#include "sextant/report/markdown.h"
#include "sextant/report/png.h"
#include "sextant/report/svg.h"
#include "sextant/report/terminal.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/failure.h"

namespace sextant::cli {

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool speaks_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = variable(name);
    if (value.empty()) continue;
    return value.find("UTF-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

report::TerminalColour colour_of(const std::string& word) {
  const std::string depth = variable("COLORTERM");
  const auto best =
      depth == "truecolor" || depth == "24bit" ? report::TerminalColour::kTrue : report::TerminalColour::k256;
  if (word == "always") return best;
  const bool wanted = word == "auto" && out_is_terminal() && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
  return wanted ? best : report::TerminalColour::kNone;
}

report::TerminalOptions terminal(const settings::Config& config) {
  return {.width = terminal_width(),
          .colour = colour_of(config.text("run.color")),
          .glyphs = speaks_utf8() ? report::TerminalGlyphs::kUtf8 : report::TerminalGlyphs::kAscii};
}

/// Text without colours, 100 columns wide: a file has no terminal.
report::TerminalOptions plain_text() { return {.width = 100, .glyphs = report::TerminalGlyphs::kUtf8}; }

/// The outcome in the form that the file's ending asks for.
std::string rendered(const Outcome& outcome, const std::filesystem::path& path) {
  const std::string ending = path.extension().string();
  if (const auto own = outcome.files.find(ending); own != outcome.files.end()) return own->second;
  if (ending == ".json") return io::to_text(outcome.json, io::JsonStyle::kIndented);
  if (!outcome.document) return outcome.text;
  const report::Document& document = *outcome.document;
  if (ending == ".html") return report::to_html(document);
  if (ending == ".md") return report::to_markdown(document);
  if (ending == ".csv") return report::to_csv(document);
  if (ending == ".svg") return report::to_svg(document);
  if (ending == ".png") return report::to_png(document);
  return report::to_terminal(document, plain_text());
}

[[noreturn]] void refuse_existing(const std::string& message) {
  throw tasks::Failure({.code = "E-RUN-EXISTS", .message = message, .hints = {"--overwrite", "another --output"}});
}

void write_file(const std::filesystem::path& path, const std::string& bytes, bool overwrite) {
  try {
    io::write_file_atomic(path, bytes, overwrite ? io::Overwrite::kReplace : io::Overwrite::kRefuse);
  } catch (const io::FileExists& error) {
    refuse_existing(error.what());
  } catch (const std::exception& error) {
    throw tasks::failure_of(error, {.code = "E-DISK", .message = {}});
  }
}

/// The file the outcome goes to, or "".
std::string output_file(const Verb& verb, const settings::Config& config) {
  const std::string output = config.text("run.output");
  return verb.writes_document && output != "-" ? output : "";
}

std::string for_stdout(const Outcome& outcome, const settings::Config& config) {
  if (config.flag("run.json")) return io::to_text(outcome.json) + "\n";
  return outcome.document ? report::to_terminal(*outcome.document, terminal(config)) : outcome.text;
}

}  // namespace

void check_output(const Verb& verb, const settings::Config& config) {
  const std::string output = output_file(verb, config);
  if (output.empty()) return;
  std::vector<std::string> endings = {".html", ".md", ".json", ".csv", ".svg", ".png", ".txt"};
  endings.insert(endings.end(), verb.endings.begin(), verb.endings.end());
  const std::string ending = std::filesystem::path(output).extension().string();
  if (std::find(endings.begin(), endings.end(), ending) == endings.end())
    throw tasks::Failure(
        {.code = "E-USAGE-VALUE",
         .message = "--output must end in one of " + settings::join(endings, ", ") + ", got '" + output + "'"});
  if (std::filesystem::exists(output) && !config.flag("run.overwrite")) refuse_existing(output + ": exists already");
}

void deliver(const Verb& verb, const Outcome& outcome, const settings::Config& config) {
  const std::string output = output_file(verb, config);
  if (!output.empty()) {
    const std::string bytes = tasks::or_fail({.code = "E-USAGE-VALUE", .message = {}, .where = output},
                                             [&] { return rendered(outcome, output); });
    write_file(output, bytes, config.flag("run.overwrite"));
  }
  if (output.empty() || config.flag("run.json")) print_out(for_stdout(outcome, config));
}

}  // namespace sextant::cli
