// JPEG (ITU-T T.81) through libjpeg. Part of image.h.
#include <fmt/core.h>
#include <jpeglib.h>

#include <array>
#include <cstdio>  // jpeglib.h needs it before itself
#include <stdexcept>

#include "sextant/io/image_planes.h"

namespace sextant::io {
namespace {

[[noreturn]] void refuse(jpeg_common_struct* state) {
  std::array<char, JMSG_LENGTH_MAX> reason;
  state->err->format_message(state, reason.data());
  throw std::runtime_error(fmt::format("{}: is no whole JPEG file: {}",
                                       *static_cast<const std::string*>(state->client_data), reason.data()));
}

/// libjpeg plays what is there of a file cut off, with a warning: here a warning is an error.
void warn(jpeg_common_struct* state, int level) {
  if (level < 0) refuse(state);
}

/// libjpeg's state, freed also when an error is thrown through it.
struct Decoder {
  explicit Decoder(const std::string& where) {
    state.err = jpeg_std_error(&errors);
    errors.error_exit = refuse;
    errors.emit_message = warn;
    jpeg_create_decompress(&state);
    state.client_data = const_cast<std::string*>(&where);
  }
  ~Decoder() { jpeg_destroy_decompress(&state); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  jpeg_error_mgr errors = {};
  jpeg_decompress_struct state = {};
};

}  // namespace

Image parse_jpeg(std::string_view bytes, const std::string& where) {
  Decoder decoder(where);
  jpeg_decompress_struct& state = decoder.state;
  jpeg_mem_src(&state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&state, TRUE);
  const bool grey = state.num_components == 1;
  Image image = sized_image(grey ? 1 : 3, state.image_height, state.image_width, where);
  state.out_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_start_decompress(&state);
  std::vector<uint8_t> row(static_cast<size_t>(image.channels * image.width));
  for (int64_t y = 0; y < image.height; ++y) {
    JSAMPROW into = row.data();
    jpeg_read_scanlines(&state, &into, 1);
    put_row(image, y, row);
  }
  jpeg_finish_decompress(&state);
  return image;
}

}  // namespace sextant::io
