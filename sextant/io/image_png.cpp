// PNG (ISO/IEC 15948) through libpng. Part of image.h.
#include <fmt/core.h>
#include <png.h>

#include <cstring>
#include <stdexcept>

#include "sextant/io/gzip.h"
#include "sextant/io/image_planes.h"

namespace sextant::io {
namespace {

/// What libpng reads from, and whom it complains to.
struct Source {
  std::string_view unread;
  const std::string& where;
};

[[noreturn]] void fail(png_structp png, png_const_charp reason) {
  const auto* source = static_cast<const Source*>(png_get_error_ptr(png));
  throw std::runtime_error(fmt::format("{}: is no whole PNG file: {}", source->where, reason));
}

void ignore(png_structp, png_const_charp) {}  // about chunks beside the picture

void take(png_structp png, png_bytep into, png_size_t size) {
  auto& source = *static_cast<Source*>(png_get_io_ptr(png));
  if (size > source.unread.size()) png_error(png, "it ends too early");
  std::memcpy(into, source.unread.data(), size);
  source.unread.remove_prefix(size);
}

/// libpng's pair of structures, freed also when an error is thrown through it.
struct Reader {
  explicit Reader(Source& source)
      : png(png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, fail, ignore)), info(png_create_info_struct(png)) {
    png_set_read_fn(png, &source, take);
  }
  ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  png_structp png;
  png_infop info;
};

/// The rows as bytes: [height][row], grey, grey and alpha, colours, or colours and alpha.
std::vector<uint8_t> rows_of(Reader& reader, int64_t height) {
  const size_t row = png_get_rowbytes(reader.png, reader.info);
  std::vector<uint8_t> bytes(row * static_cast<size_t>(height));
  std::vector<png_bytep> rows;
  for (int64_t y = 0; y < height; ++y) rows.push_back(bytes.data() + row * static_cast<size_t>(y));
  png_read_image(reader.png, rows.data());
  png_read_end(reader.png, nullptr);
  return bytes;
}

/// Whole pixels without their alpha, which must hide nothing.
std::vector<uint8_t> opaque(const std::vector<uint8_t>& bytes, size_t channels, const std::string& where) {
  std::vector<uint8_t> kept;
  for (size_t i = 0; i < bytes.size(); i += channels + 1) {
    if (bytes[i + channels] != 255)
      throw std::runtime_error(where + ": must be opaque, a pixel is transparent; put the picture on a ground first");
    kept.insert(kept.end(), bytes.begin() + static_cast<ptrdiff_t>(i),
                bytes.begin() + static_cast<ptrdiff_t>(i + channels));
  }
  return kept;
}

}  // namespace

Image parse_png(std::string_view bytes, const std::string& where) {
  Source source{bytes, where};
  Reader reader(source);
  png_read_info(reader.png, reader.info);
  const int64_t height = png_get_image_height(reader.png, reader.info);
  const int64_t width = png_get_image_width(reader.png, reader.info);
  const bool colour = (png_get_color_type(reader.png, reader.info) & PNG_COLOR_MASK_COLOR) != 0;
  if (png_get_rowbytes(reader.png, reader.info) > bytes.size() * kDeflateFactor / static_cast<size_t>(height))
    throw std::runtime_error(fmt::format("{}: is cut off: its header promises {} x {} pixels", where, height, width));
  Image image = sized_image(colour ? 3 : 1, height, width, where);
  png_set_expand(reader.png);
  png_set_scale_16(reader.png);
  png_set_interlace_handling(reader.png);
  png_read_update_info(reader.png, reader.info);
  const auto channels = static_cast<size_t>(image.channels);
  std::vector<uint8_t> rows = rows_of(reader, height);
  if (png_get_channels(reader.png, reader.info) == channels + 1) rows = opaque(rows, channels, where);
  const size_t row = channels * static_cast<size_t>(width);
  for (int64_t y = 0; y < height; ++y) put_row(image, y, std::span(rows).subspan(row * static_cast<size_t>(y), row));
  return image;
}

}  // namespace sextant::io
