#include "sextant/report/png_encode.h"

#include <png.h>

#include <stdexcept>

namespace sextant::report {
namespace {

static_assert(sizeof(Rgb) == 3, "libpng reads pixels as three bytes");

[[noreturn]] void fail(png_structp, png_const_charp reason) { throw std::runtime_error(std::string("png: ") + reason); }

void append(png_structp png, png_bytep bytes, png_size_t size) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(bytes), size);
}

/// libpng's pair of structures, freed also when an error is thrown through it.
struct Writer {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, nullptr);
  png_infop info = png_create_info_struct(png);
  ~Writer() { png_destroy_write_struct(&png, &info); }
};

}  // namespace

std::string encode_png(const Pixels& pixels) {
  std::string file;
  Writer writer;
  png_set_write_fn(writer.png, &file, append, nullptr);
  png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(pixels.width), static_cast<png_uint_32>(pixels.height),
               8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(writer.png, writer.info);
  for (int64_t row = 0; row < pixels.height; ++row) {
    png_write_row(writer.png, reinterpret_cast<png_const_bytep>(&pixels.colours[row * pixels.width]));
  }
  png_write_end(writer.png, writer.info);
  return file;
}

}  // namespace sextant::report
