#include "sextant/tasks/generate_pixels.h"

#include <fmt/core.h>
#include <torch/utils.h>

#include <chrono>

#include "sextant/random/philox.h"
#include "sextant/report/png_encode.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/train_pixels.h"

namespace sextant::tasks {
namespace {

constexpr uint64_t kPaintStream = 0x7061'696e'74;  // "paint"
constexpr int64_t kGap = 1;                        ///< pixels between samples, before zooming
constexpr uint8_t kGround = 96;                    ///< grey of the gaps: neither ink nor paper

/// A decoder that reads one pixel of every row at a time.
class Painter {
 public:
  Painter(models::Transformer model, const PixelInput& input)
      : model_(std::move(model)), positions_(input.positions()) {}

  /// @param tokens int64 [B, t + 1], all so far  @return logits of the next ones, [B, V]
  torch::Tensor next(const torch::Tensor& tokens) {
    const int64_t known = tokens.size(1);
    if (!model_->holds(read_, known)) {
      cache_ = {};
      read_ = 0;
    }
    models::TokenCall call{.tokens = tokens.slice(1, read_)};
    if (positions_.defined()) call.ids = positions_.slice(2, read_, known);
    const torch::Tensor hidden = model_->hidden(call, cache_);
    read_ = known;
    return model_->logits(hidden.select(1, hidden.size(1) - 1));
  }

 private:
  models::Transformer model_;
  torch::Tensor positions_;
  models::ModelCache cache_ = {};
  int64_t read_ = 0;
};

void check(const GeneratePixelsOptions& options) {
  const auto at_least_one = [](const char* name, int64_t value) {
    if (value >= 1) return;
    throw Failure({.code = "E-USAGE-VALUE", .message = fmt::format("{} must be at least 1, got {}", name, value)});
  };
  at_least_one("samples", options.samples);
  at_least_one("zoom", options.zoom);
}

/// int64 [labels · samples, 1]: the class of each image to paint.
torch::Tensor first_tokens(int64_t labels, int64_t samples) {
  return torch::arange(labels).repeat_interleave(samples).unsqueeze(1);
}

/// One grey level for each row.
torch::Tensor picked(const torch::Tensor& logits, const data::PixelTokens& tokens,
                     const eval::SamplingOptions& sampling, std::vector<random::Philox>& draws) {
  std::vector<int64_t> levels;
  for (int64_t b = 0; b < logits.size(0); ++b) {
    const torch::Tensor greys = logits[b].slice(0, tokens.classes);
    levels.push_back(tokens.classes + eval::pick_token(greys, sampling, draws[static_cast<size_t>(b)]));
  }
  return torch::tensor(levels, torch::kInt64).unsqueeze(1);
}

}  // namespace

GeneratePixelsResult generate_pixels(const GeneratePixelsOptions& options, const Context& context) {
  check(options);
  OpenedModel opened = open_model(options.model, context.device);
  const PixelInput input = pixel_input_of(opened);
  const auto labels = std::ssize(input.labels);
  const int64_t pixels = input.height * input.width;
  std::vector<random::Philox> draws;
  for (int64_t i = 0; i < labels * options.samples; ++i)
    draws.emplace_back(static_cast<uint64_t>(options.seed), kPaintStream, static_cast<uint64_t>(i));
  const torch::NoGradGuard no_grad;
  const auto begin = std::chrono::steady_clock::now();
  Painter painter(opened.contents.model, input);
  torch::Tensor tokens = first_tokens(labels, options.samples);
  for (int64_t t = 0; t < pixels; ++t) {
    if (context.stopping()) throw Interrupted(context.command);
    const torch::Tensor logits = painter.next(tokens);
    const torch::Tensor painted = or_fail({.code = "E-USAGE-VALUE", .message = {}},
                                          [&] { return picked(logits, input.tokens(), options.sampling, draws); });
    tokens = torch::cat({tokens, painted}, 1);
    context.progress({.what = "paint", .done = t + 1, .total = pixels});
  }
  const torch::Tensor levels = tokens.slice(1, 1) - input.tokens().classes;
  return {.labels = input.labels,
          .samples = options.samples,
          .images = data::greys_of(levels, input.levels).view({labels, options.samples, input.height, input.width}),
          .zoom = options.zoom,
          .seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()};
}

std::string to_png(const GeneratePixelsResult& result) {
  const torch::Tensor padded = torch::constant_pad_nd(result.images, {0, kGap, 0, kGap}, kGround);
  const torch::Tensor sheet = padded.permute({0, 2, 1, 3}).flatten(2).flatten(0, 1);  // [rows, columns]
  const torch::Tensor large = sheet.repeat_interleave(result.zoom, 0).repeat_interleave(result.zoom, 1).contiguous();
  report::Pixels picture{.width = large.size(1), .height = large.size(0), .colours = {}};
  const uint8_t* grey = large.const_data_ptr<uint8_t>();
  for (int64_t i = 0; i < large.numel(); ++i) picture.colours.push_back({grey[i], grey[i], grey[i]});
  return report::encode_png(picture);
}

report::Document document(const GeneratePixelsResult& result) {
  return {.title = "generate",
          .parts = {report::AnswerCard{
              .answer = fmt::format("{} images of each of {} labels", result.samples, result.labels.size()),
              .facts = {{"size", fmt::format("{} x {} pixels", result.images.size(2), result.images.size(3))},
                        {"time", fmt::format("{:.1f} s", result.seconds)},
                        {"picture", "--output FILE.png"}}}}};
}

io::Json to_json(const GeneratePixelsResult& result) {
  return {{"schema", "sextant.generate/1"}, {"labels", result.labels},
          {"samples", result.samples},      {"height", result.images.size(2)},
          {"width", result.images.size(3)}, {"timing", {{"wall_s", result.seconds}}}};
}

}  // namespace sextant::tasks
