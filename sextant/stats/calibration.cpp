#include "sextant/stats/calibration.h"

#include "sextant/stats/checks.h"
#include "sextant/stats/special.h"

namespace sextant::stats {

int64_t accepted_alarms(int64_t trials, double rate, double risk) {
  require(risk > 0 && risk < 1, "accepted_alarms: risk must be in (0, 1)", risk);
  int64_t most = 0;
  while (binomial_above(most, trials, rate) >= risk) ++most;
  return most;
}

int64_t demanded_finds(int64_t trials, double power, double pass) {
  require(pass > 0 && pass < 1, "demanded_finds: pass must be in (0, 1)", pass);
  int64_t finds = trials;
  while (binomial_above(finds - 1, trials, power) < pass) --finds;
  return finds;
}

}  // namespace sextant::stats
