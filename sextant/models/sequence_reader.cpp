#include "sextant/models/sequence_reader.h"

namespace sextant::models {

SequenceReader make_sequence_reader(const ModelOptions& options, uint64_t seed) {
  TORCH_CHECK_VALUE(!std::holds_alternative<EncoderDecoderOptions>(options.backbone),
                    "model: the reader must be a transformer or recurrent, got an encoder-decoder");
  if (const auto* transformer = std::get_if<TransformerOptions>(&options.backbone))
    return Transformer(*transformer, seed);
  return Recurrent(std::get<RecurrentOptions>(options.backbone), seed);
}

torch::Tensor hidden(SequenceReader& reader, const TokenCall& call, const Watch& watch) {
  return std::visit([&](auto& module) { return module->hidden(call, watch); }, reader);
}

int64_t channels_of(const SequenceReader& reader) {
  if (const auto* transformer = std::get_if<Transformer>(&reader)) return (*transformer)->options.channels;
  return std::get<Recurrent>(reader)->channels();
}

double dropout_of(const SequenceReader& reader) {
  return std::visit([](const auto& module) { return module->options.dropout; }, reader);
}

ModelOptions described(const SequenceReader& reader) {
  ModelOptions whole{.backbone = RecurrentOptions{.vocabulary = 0}};
  std::visit([&](const auto& module) { whole.backbone = module->options; }, reader);
  return whole;
}

}  // namespace sextant::models
