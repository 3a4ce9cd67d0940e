// What LibTorch and the rooms below warn of, told to the one who asked instead of printed.
#pragma once

#include <memory>

#include "sextant/tasks/context.h"

namespace sextant::tasks {

/// While it lives, warnings of the calling thread go to context.warning as W-MODEL; without one they are dropped.
class RoutedWarnings {
 public:
  explicit RoutedWarnings(const Context& context);
  ~RoutedWarnings();
  RoutedWarnings(const RoutedWarnings&) = delete;
  RoutedWarnings& operator=(const RoutedWarnings&) = delete;

 private:
  struct Handler;
  std::unique_ptr<Handler> handler_;
};

}  // namespace sextant::tasks
