// report_sample FOLDER: writes the sample document in every form, for the browser test and for looking at.
#include <fstream>
#include <iostream>

#include "sextant/report/csv.h"
#include "sextant/report/html.h"
#include "sextant/report/json.h"
#include "sextant/report/markdown.h"
#include "sextant/report/png.h"
#include "sextant/report/sample_document.h"
#include "sextant/report/svg.h"

int main(int count, char** arguments) {
  using namespace sextant::report;
  if (count != 2) {
    std::cerr << "usage: report_sample FOLDER\n";
    return 2;
  }
  const Document document = sample_document();
  const auto write = [&](const char* name, const std::string& bytes) {
    std::ofstream file(std::string(arguments[1]) + "/" + name, std::ios::binary);
    file << bytes;
    return static_cast<bool>(file.flush());
  };
  const bool written = write("sample.html", to_html(document)) && write("sample.svg", to_svg(document)) &&
                       write("sample.png", to_png(document)) && write("sample.csv", to_csv(document)) &&
                       write("sample.json", to_json(document)) && write("sample.md", to_markdown(document));
  if (!written) std::cerr << "report_sample: cannot write to " << arguments[1] << '\n';
  return written ? 0 : 1;
}
