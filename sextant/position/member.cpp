#include "sextant/position/member.h"

namespace sextant::position {
namespace {
/// Moves the options named by `keys` out of `from`.
settings::Spec take(settings::Spec& from, const std::vector<std::array<std::string, 3>>& keys) {
  settings::Spec taken{.name = from.name};
  const auto belongs = [&](const auto& option) {
    return std::ranges::any_of(keys, [&](const auto& key) { return key[0] == option.first; });
  };
  std::ranges::copy_if(from.options, std::back_inserter(taken.options), belongs);
  std::erase_if(from.options, belongs);
  return taken;
}

const AssignerEntry& assigner_entry(const std::string& name) {
  std::vector<std::string> known;
  for (const AssignerEntry& entry : assigners()) {
    if (entry.name == name) return entry;
    known.emplace_back(entry.name);
  }
  TORCH_CHECK_VALUE(false, "scheme: unknown ids '", name, "'; ids: ", settings::join(known, ", "),
                    settings::did_you_mean(name, known));
}

/// The place a member takes: that of its row, but for rows whose options move it.
Site site_of(const SchemeEntry& entry, const settings::Spec& own, const SchemeRequest& request) {
  if (entry.site != Site::kRule) return entry.site;
  const Encoding made = entry.make(request, own);
  return static_cast<Site>(made.index());
}

std::vector<int64_t> every(int64_t count) {
  std::vector<int64_t> all(static_cast<size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

template <class Options>
void append_changed(settings::Spec& spec, const Options& options, const Options& defaults) {
  for (auto& change : settings::changed(options, defaults)) spec.options.push_back(std::move(change));
}

/// No quantity of an encoding is of such a size; sums and tables of those that are would overflow somewhere below.
void check_sizes(const settings::Spec& spec) {
  constexpr double kLeast = 1e-15, kGreatest = 1e15;
  for (const auto& [key, value] : spec.options) {
    const std::optional<double> number = settings::parse_real(value);
    if (!number || *number == 0) continue;
    TORCH_CHECK_VALUE(kLeast <= std::abs(*number) && std::abs(*number) <= kGreatest, spec.name, ": ", key,
                      " must be 0 or between 1e-15 and 1e15 in size, got ", value);
  }
}

/// The keys of `keys` that a member of this row has no option of its own for.
std::vector<std::array<std::string, 3>> foreign(std::vector<std::array<std::string, 3>> keys, const SchemeEntry& row) {
  for (const auto& options : {row.options(), common_options(row)})
    std::erase_if(keys, [&](const auto& key) {
      return std::ranges::any_of(options, [&](const auto& own) { return own[0] == key[0]; });
    });
  return keys;
}

void append_options(settings::Spec& to, const settings::Spec& from) {
  to.options.insert(to.options.end(), from.options.begin(), from.options.end());
}

/// Both an encoding and its assigner may have an option of one name: after `ids=` it is the assigner's, before it the
/// encoding's.
void take_ids(Member& member) {
  const auto& options = member.own.options;
  const auto ids_at = std::ranges::find_if(options, [](const auto& option) { return option.first == "ids"; });
  settings::Spec before{.name = member.own.name, .options = {options.begin(), ids_at}};
  settings::Spec after{.name = member.own.name, .options = {ids_at, options.end()}};
  const IdsOptions ids = settings::read(take(after, settings::options_list(IdsOptions{})), IdsOptions{});
  if (!ids.ids) return;
  member.assigner = &assigner_entry(*ids.ids);
  member.assigner_options = take(before, foreign(member.assigner->options(), *member.entry));
  append_options(member.assigner_options, take(after, member.assigner->options()));
  member.assigner_options.name = member.assigner->name;
  member.own.options = before.options;
  append_options(member.own, after);
}
}  // namespace

std::string_view name_of(Site site) {
  switch (site) {
    case Site::kNowhere:
      return "nothing";
    case Site::kEmbedding:
      return "the embedding";
    case Site::kRotation:
      return "the rotation";
    case Site::kScores:
      return "the scores";
    case Site::kRule:
      return "the attention rule";
  }
  return "nothing";
}

Member read_member(const settings::Spec& spec, const SchemeRequest& request) {
  const SchemeEntry& entry = scheme_entry(spec.name);
  check_sizes(spec);
  const bool modifier = std::ranges::any_of(modifiers(), [&](const SchemeEntry& row) { return &row == &entry; });
  Member member{.entry = &entry, .modifier = modifier, .own = spec, .site = entry.site};
  member.own.name = entry.name;
  take_ids(member);
  if (entry.site == Site::kEmbedding)
    member.fusion = settings::read(take(member.own, settings::options_list(FusionOptions{})), FusionOptions::of(entry));
  if (entry.traits & kPerLayer)
    member.sharing = settings::read(take(member.own, settings::options_list(ShareOptions{})), ShareOptions{});
  member.site = site_of(entry, member.own, request);
  member.some_heads = !spec.heads.empty();
  member.heads = member.some_heads ? settings::indices(spec.heads, request.heads) : every(request.heads);
  return member;
}

settings::Spec canonical(const Member& member, const SchemeRequest& request) {
  settings::Spec spec = member.own;
  spec.options = member.entry->canonical(request, member.own);
  if (member.assigner != nullptr) {
    spec.options.emplace_back("ids", member.assigner->name);
    for (auto& change : member.assigner->canonical(member.assigner_options)) spec.options.push_back(std::move(change));
  }
  append_changed(spec, member.sharing, ShareOptions{});
  append_changed(spec, member.fusion, FusionOptions::of(*member.entry));
  return spec;
}

std::vector<std::array<std::string, 3>> common_options(const SchemeEntry& entry) {
  std::vector<std::array<std::string, 3>> rows = settings::options_list(IdsOptions{});
  const auto add = [&](const auto& more) { rows.insert(rows.end(), more.begin(), more.end()); };
  if (entry.site == Site::kEmbedding)
    add(settings::options_list(FusionOptions::of(entry)));
  else if (entry.site != Site::kNowhere)
    add(settings::options_list(ShareOptions{}));
  return rows;
}

}  // namespace sextant::position
