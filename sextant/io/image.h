// Picture files as bytes in planes: PNG through libpng, JPEG through libjpeg.
//
// A file that is cut off, damaged or larger than kMostPixels is refused, not mended. Palettes become colours, 16 bits
// 8, fewer than 8 bits 8. Not here: resizing (data/images.h), writing (report/png_encode.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sextant::io {

/// No camera makes more, and a file of few bytes may promise billions.
constexpr int64_t kMostPixels = int64_t{1} << 26;

struct Image {
  int64_t channels;  ///< 1 = grey, 3 = red, green, blue
  int64_t height, width;
  std::vector<uint8_t> pixels;  ///< [channels][height][width]
};

/// @param where  what errors name first
/// @throws std::runtime_error "WHERE: …" for a file that is neither, damaged, cut off, too large, or partly transparent
Image parse_image(std::string_view bytes, const std::string& where);
/// @throws the same; also if the file cannot be read
Image read_image(const std::filesystem::path& path);

// The two forms by themselves, for tests.
Image parse_png(std::string_view bytes, const std::string& where);
Image parse_jpeg(std::string_view bytes, const std::string& where);

}  // namespace sextant::io
