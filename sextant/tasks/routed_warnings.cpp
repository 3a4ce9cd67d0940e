#include "sextant/tasks/routed_warnings.h"

#include <c10/util/Exception.h>

namespace sextant::tasks {

struct RoutedWarnings::Handler final : c10::WarningHandler {
  explicit Handler(const Context& told) : context(told), guard(this) {}
  void process(const c10::Warning& warning) override { context.warning("W-MODEL", warning.msg()); }

  const Context& context;
  c10::WarningUtils::WarningHandlerGuard guard;
};

RoutedWarnings::RoutedWarnings(const Context& context) : handler_(std::make_unique<Handler>(context)) {}
RoutedWarnings::~RoutedWarnings() = default;

}  // namespace sextant::tasks
