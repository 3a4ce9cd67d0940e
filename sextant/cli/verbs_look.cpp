#include "sextant/cli/binding.h"
#include "sextant/cli/errors.h"
#include "sextant/cli/verbs.h"
#include "sextant/tasks/attend.h"
#include "sextant/tasks/doctor.h"
#include "sextant/tasks/encoding_memory.h"
#include "sextant/tasks/encodings.h"
#include "sextant/tasks/explain.h"
#include "sextant/tasks/gallery.h"
#include "sextant/tasks/inspect.h"
#include "sextant/tasks/modes.h"
#include "sextant/tasks/plot.h"
#include "sextant/tasks/values.h"

namespace sextant::cli {

namespace {

using settings::OptionType;

/// "list" or nothing: the whole registry; "show NAME" or NAME: one of its rows.
Outcome run_encodings(const Call& call) {
  auto names = call.config.texts("run.names");
  const bool list = names.empty() || (names.size() == 1 && names.front() == "list");
  if (list) {
    const auto result = tasks::list_encodings();
    return {.json = to_json(result), .document = document(result)};
  }
  if (names.size() == 1 && names.front() == "modes") {
    const auto result = tasks::encoding_modes(call.context);
    return {.json = to_json(result), .document = document(result)};
  }
  if (names.size() == 1 && names.front() == "memory") {
    const auto result = tasks::encoding_memory({}, call.context);
    return {.json = to_json(result), .document = document(result)};
  }
  if (names.size() == 1 && names.front() == "gallery") {
    const report::Document page = tasks::gallery(call.context);
    return {.json = tasks::gallery_json(page), .document = page};
  }
  if (names.size() > 1 && names.front() == "show") names.erase(names.begin());
  if (names.size() > 1)
    throw tasks::Failure(
        {.code = "E-USAGE-VALUE", .message = "encodings shows one at a time, got " + std::to_string(names.size())});
  const auto shown = tasks::show_encoding(names.front());
  return {.json = to_json(shown), .document = document(shown)};
}

Outcome run_explain(const Call& call) {
  const auto result = tasks::explain(filled(call.config, tasks::ExplainOptions{}), call.context);
  return {.json = to_json(result), .document = document(result)};
}

Outcome run_attend(const Call& call) {
  const auto result = tasks::attend(filled(call.config, tasks::AttendOptions{}), call.context);
  return {.json = to_json(result), .document = document(result)};
}

Outcome run_plot(const Call& call) {
  const auto result = tasks::plot(filled(call.config, tasks::PlotOptions{}), call.context);
  return {.json = to_json(result), .document = document(result)};
}

Outcome run_values(const Call& call) {
  const auto result = tasks::values(filled(call.config, tasks::ValuesOptions{}), call.context);
  tasks::check_read(result);
  Outcome outcome = {.json = to_json(result), .document = document(result), .files = {{".csv", to_csv(result)}}};
  const bool npy = call.config.text("run.output").ends_with(".npy");
  if (npy) outcome.files[".npy"] = to_npy(result, call.config.text("run.array"));
  return outcome;
}

Outcome run_inspect(const Call& call) {
  const auto paths = call.config.texts("run.paths");
  if (paths.size() > 2)
    throw tasks::Failure(
        {.code = "E-USAGE-VALUE", .message = "inspect takes one or two paths, got " + std::to_string(paths.size())});
  const tasks::InspectOptions options = {
      .path = paths.front(), .other = paths.size() > 1 ? paths.back() : "", .tokens = call.config.integer("run.ctx")};
  const auto result = tasks::inspect(options, call.context);
  return {.json = to_json(result), .document = document(result)};
}

Outcome run_doctor(const Call& call) {
  const auto result = tasks::doctor({}, call.context);
  return {.json = to_json(result), .document = document(result), .exit = is_healthy(result) ? kDone : kCheckFailed};
}

}  // namespace

std::vector<Verb> looking_verbs() {
  return {
      {.name = "encodings",
       .summary = "every encoding there is, and one of them with its options",
       .synopsis = "[list | show NAME | modes | memory | gallery]",
       .examples = {{"sextant encodings", "the registry: names, places, claims, sources"},
                    {"sextant encodings show rope", "every option of one, with its default"},
                    {"sextant encodings modes", "what works with what, found out by doing it"},
                    {"sextant encodings memory", "what each takes at 16,384 tokens, measured"},
                    {"sextant encodings gallery -o gallery.html", "a picture of each, on a page that opens offline"}},
       .options = {row("names", OptionType::kTexts, "", "list, show and a name, modes, memory, or gallery")},
       .runs_bare = true,
       .run = run_encodings},
      {.name = "explain",
       .summary = "an encoding with its formula and numbers worked out now; a term; an error code",
       .synopsis = "NAME|TERM|E-CODE [--channels N] [--positions LIST]",
       .examples = {{"sextant explain rope", "what it does, with its invariance measured"},
                    {"sextant explain alibi --heads 8 --positions 0..5", "the numbers for other sizes"},
                    {"sextant explain E-POS-LIMIT", "an error: cause and cure"}},
       .options = rows_of(tasks::ExplainOptions{}),
       .required = {"name"},
       .run = run_explain},
      {.name = "plot",
       .summary = "a picture of an encoding, its dot products, bias or wavelengths, a schedule or a run",
       .synopsis = "WHAT [--pos SPEC] [-o FILE.png|svg|html|csv]",
       .examples = {{"sextant plot sinusoidal", "its table as a heat map, here in the terminal"},
                    {"sextant plot wavelengths --pos rope:base=500000 -o waves.svg", "a picture in a file"},
                    {"sextant plot bias --pos alibi -o bias.html", "a page that opens offline"},
                    {"sextant plot lr-schedule --schedule cosine --steps 400 --warmup 5%", "a learning rate"},
                    {"sextant plot runs/lm-rope-1 -o curve.png", "the learning curve of a run"}},
       .options = rows_of(tasks::PlotOptions{}),
       .required = {"what"},
       .run = run_plot},
      {.name = "attend",
       .summary = "which tokens a trained model looks at, as a picture of each head",
       .synopsis = "MODEL --prompt TEXT | --text FILE [--layer N] [--head N|mean|all] [-o FILE.png|html|csv]",
       .examples = {{"sextant attend runs/lm-rope-1 --prompt 'To be, or not to be' --head 0", "here in the terminal"},
                    {"sextant attend runs/lm-rope-1 --text speech.txt --head mean -o attention.png", "a picture"},
                    {"sextant attend runs/classify-learned-1 --prompt 'not bad at all' --layer 0 -o heads.html",
                     "every head of the first layer, as a page"}},
       .options = rows_of(tasks::AttendOptions{}),
       .required = {"model"},
       .run = run_attend},
      {.name = "values",
       .summary = "the numbers an encoding gives a model, position by position",
       .synopsis = "SPEC|config.json [--positions LIST] [--channels N] [-o FILE.csv|json|npy]",
       .examples = {{"sextant values sinusoidal --channels 8 --positions 0..3", "four rows of the paper's table"},
                    {"sextant values rope:base=500000 --positions 0,1,131071 --json", "angles far out, as JSON"},
                    {"sextant values alibi --heads 8 --queries 0..15 --keys 0..15 -o alibi.csv", "biases for a sheet"},
                    {"sextant values t5 --array bucket -o buckets.npy", "one array for NumPy"},
                    {"sextant values model/config.json --positions 0..3", "what a published model really turns by"}},
       .options = joined(rows_of(tasks::ValuesOptions{}),
                         {row("array", OptionType::kText, "", "the array that goes into a .npy file")}),
       .required = {"spec"},
       .endings = {".npy"},
       .run = run_values},
      {.name = "inspect",
       .summary = "what is inside a model file, a model folder or a run, and what sets two of them apart",
       .synopsis = "PATH [PATH] [--ctx N]",
       .examples = {{"sextant inspect runs/lm-rope-1", "what was trained, and with what result"},
                    {"sextant inspect model.safetensors --json", "names, types and shapes of its tensors"},
                    {"sextant inspect runs/lm-rope-1 runs/lm-alibi-1", "what sets two runs apart"}},
       .options = {row("paths", OptionType::kPaths, "", "a .safetensors file, a model folder or a run; two to compare"),
                   row("ctx", OptionType::kInteger, "0",
                       "tokens to tell the key-value cache's memory for; 0 for the trained length")},
       .required = {"paths"},
       .run = run_inspect},
      {.name = "doctor",
       .summary = "whether this machine and this build can do the work, each bad line with its fix",
       .synopsis = "[-o FILE.md]",
       .examples = {{"sextant doctor", "one line a check; exit code 7 if one is bad"},
                    {"sextant doctor -o doctor.md", "for a bug report"},
                    {"sextant doctor --json", "for a script"}},
       .options = {},
       .runs_bare = true,
       .run = run_doctor},
  };
}

}  // namespace sextant::cli
