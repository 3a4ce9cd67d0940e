// stdout is for data, stderr for talk. A reader that went away (| head) ends the program quietly.
#pragma once

#include <exception>
#include <string_view>

namespace sextant::cli {

/// stdout was closed by whoever read it.
struct PipeClosed : std::exception {
  const char* what() const noexcept override { return "stdout was closed"; }
};

/// Writes all of `text`, at once.
/// @throws PipeClosed; std::runtime_error "stdout: …" if the disk behind it is full
void print_out(std::string_view text);
/// Talk: a failure to write it is nobody's business.
void print_err(std::string_view text);

bool out_is_terminal();
bool err_is_terminal();
/// Columns of the terminal, or 80.
int terminal_width();

}  // namespace sextant::cli
