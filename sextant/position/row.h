// How a row of the registry is made from an encoding. Read by the rows.cpp of each place's folder.
#pragma once

#include "sextant/position/registry.h"

namespace sextant::position {

using Changes = std::vector<std::pair<std::string, std::string>>;
using OptionRows = std::vector<std::array<std::string, 3>>;

/// What a row says; the rest follows from the encoding's type.
struct About {
  std::string_view name;
  Site site;
  unsigned traits;
  std::string_view what;
  std::string_view source;
  Lesson lesson = {};
  std::span<const Variant> variants = {};
};

// What a row needs, from an encoding whose Options are fields() with defaults Options::of(request, spec).

template <class Impl>
Encoding make_row(const SchemeRequest& request, const settings::Spec& spec) {
  return std::make_shared<Impl>(settings::read(spec, Impl::Options::of(request, spec)));
}

template <class Options>
Changes canonical_row(const SchemeRequest& request, const settings::Spec& spec) {
  const Options defaults = Options::of(request, spec);
  return settings::changed(settings::read(spec, defaults), defaults);
}

/// Defaults that differ between two requests are the model's, not the scheme's.
template <class Options>
OptionRows option_rows() {
  const auto rows_for = [](int64_t size) {
    const SchemeRequest request{.channels = 4 * size,
                                .layers = size,
                                .heads = 2 * size,
                                .key_heads = size,
                                .head_channels = 4 * size,
                                .longest = 8 * size};
    return settings::options_list(Options::of(request, {}));
  };
  OptionRows rows = rows_for(4);
  const OptionRows others = rows_for(8);
  for (size_t n = 0; n < rows.size(); ++n)
    if (rows[n][1] != others[n][1]) rows[n][1] = "by the model";
  return rows;
}

/// A row with a maker of its own.
template <class Options>
SchemeEntry row_made_by(Encoding (*make)(const SchemeRequest&, const settings::Spec&), const About& about) {
  return {about.name,     about.site, about.traits,           about.what,          about.source, about.lesson,
          about.variants, make,       canonical_row<Options>, option_rows<Options>};
}

template <class Impl>
SchemeEntry row(const About& about) {
  return row_made_by<typename Impl::Options>(make_row<Impl>, about);
}

template <class Assigner>
AssignerEntry assigner_row(std::string_view name, std::string_view what, std::string_view source) {
  using Options = typename Assigner::Options;
  return {name,
          what,
          source,
          [](const settings::Spec& spec) -> std::shared_ptr<PositionAssigner> {
            return std::make_shared<Assigner>(settings::read(spec, Options{}));
          },
          [](const settings::Spec& spec) { return settings::changed(settings::read(spec, Options{}), Options{}); },
          [] { return settings::options_list(Options{}); }};
}

/// Options of a row that has none.
struct NoOptions {
  bool operator==(const NoOptions&) const = default;
  static NoOptions of(const SchemeRequest&, const settings::Spec&) { return {}; }
};
template <class Visit>
void fields(NoOptions&, Visit&&) {}

// The rows of each folder: what a new encoding adds itself to.
std::vector<SchemeEntry> embedding_rows();
std::vector<SchemeEntry> rotation_rows();
std::vector<SchemeEntry> score_rows();
std::vector<SchemeEntry> rule_rows();
std::vector<SchemeEntry> modifier_rows();
std::vector<AssignerEntry> assigner_rows();

}  // namespace sextant::position
