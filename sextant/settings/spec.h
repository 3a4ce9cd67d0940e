// Options as text: `name[heads]:key=value,…@layers`, parsed, printed and compared.
//
//   plan   = group *("," group)        sum    = member *("+" member)
//   group  = sum ["@" set]             member = name ["[" set "]"] [":" option *("," option)]
//   option = key "=" value             set    = item *("/" item)   item: 3 | 0-4 | 2::6 | -1
//
// After a comma, `key=` continues the options of the member before; anything else starts a new group.
// Not here: what any name or key means. The registry of the room `position` knows that.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/settings/value.h"

namespace sextant::settings {

/// One member of a plan, as written.
struct Spec {
  std::string name;
  std::vector<std::pair<std::string, std::string>> options = {};
  std::string layers = {};  ///< the set after "@" of its group, empty for the layers left over
  std::string heads = {};   ///< the set in brackets, empty for all heads
  int64_t group = 0;        ///< which group of the plan it stands in, from 0
  bool operator==(const Spec&) const = default;
};

/// @throws std::invalid_argument naming the column, counted from 1, and what was expected there
std::vector<Spec> parse(std::string_view text);
/// Text that parses back to an equal plan, if names, options and sets are made of what the grammar allows.
std::string print(const std::vector<Spec>& members);

/// The indices a set names among `count` things: "0-2/-1" of 6 is {0, 1, 2, 5}. Sorted, without repeats.
/// @throws std::invalid_argument for an empty or malformed set, or an index outside [-count, count)
std::vector<int64_t> indices(std::string_view set, int64_t count);

/// A type whose options are listed by fields(options, visit), visit(key, reference, sentence).
template <class Options>
concept Fields = std::equality_comparable<Options> && requires(Options o) {
  fields(o, [](std::string_view, auto&, std::string_view) {});
};

/// `defaults` with the options of `spec` read into its fields. Field types: bool, int64_t, double, std::string,
/// std::vector of the last three, std::optional of these, and enums with
/// `constexpr auto names_of(Enum) -> array of pair<string_view, Enum>`.
/// As text a list is `a/b/c`; `none` is the empty list and the empty optional.
/// @throws std::invalid_argument `NAME: unknown option 'KEY'; options: …; did you mean '…'?`,
///         `NAME: KEY must be …, got 'VALUE'`, or a key given twice
template <Fields Options>
Options read(const Spec& spec, Options defaults);

/// The options of `options` that differ from `defaults`, in the order of fields(); what print() writes.
template <Fields Options>
std::vector<std::pair<std::string, std::string>> changed(Options options, Options defaults);

/// A row {key, default as text, sentence} for every field, in the order of fields(): what help prints.
template <Fields Options>
std::vector<std::array<std::string, 3>> options_list(Options defaults = Options{});

}  // namespace sextant::settings

#include "sextant/settings/spec.inl.h"
