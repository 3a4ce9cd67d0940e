#include "sextant/cli/version.h"

#include "sextant/io/json.h"

namespace sextant::cli {

std::string version_text() { return "sextant " SEXTANT_VERSION "\n"; }

std::string version_json() {
  return io::to_text({{"schema", "sextant.version/1"},
                      {"version", SEXTANT_VERSION},
                      {"compiler", SEXTANT_COMPILER},
                      {"cxx", __cplusplus}}) +
         "\n";
}

}  // namespace sextant::cli
