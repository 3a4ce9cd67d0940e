#include "sextant/position/scaled_rows.h"

#include "sextant/settings/value.h"

namespace sextant::position {
namespace {
class ScaledRows final : public EmbeddingEncoding {
 public:
  ScaledRows(std::shared_ptr<EmbeddingEncoding> encoding, double factor)
      : encoding_(register_module("encoding", std::move(encoding))), factor_(factor) {}
  void train_from(double initial) { scale_ = register_parameter("scale", torch::tensor(initial, torch::kFloat32)); }
  torch::Tensor rows(const LayerCall& call) override {
    const torch::Tensor rows = encoding_->rows(call) * factor_;
    return scale_.defined() ? rows * scale_.to(rows.scalar_type()) : rows;
  }

 private:
  std::shared_ptr<EmbeddingEncoding> encoding_;
  double factor_;
  torch::Tensor scale_ = {};  ///< [], a parameter if it is trained
};
}  // namespace

std::shared_ptr<EmbeddingEncoding> scaled_rows(std::shared_ptr<EmbeddingEncoding> encoding, const RowScale& scale) {
  if (scale.text == "learned") {
    const auto trained = std::make_shared<ScaledRows>(std::move(encoding), 1);
    trained->train_from(scale.initial);
    return trained;
  }
  const std::optional<double> factor = settings::parse_real(scale.text);
  TORCH_CHECK_VALUE(factor, scale.who, ": scale must be a number or learned, got '", scale.text, "'");
  if (*factor == 1) return encoding;
  return std::make_shared<ScaledRows>(std::move(encoding), *factor);
}

}  // namespace sextant::position
