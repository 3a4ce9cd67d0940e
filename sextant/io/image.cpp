#include "sextant/io/image.h"

#include <stdexcept>

#include "sextant/io/file.h"

namespace sextant::io {

Image parse_image(std::string_view bytes, const std::string& where) {
  if (bytes.starts_with("\x89PNG")) return parse_png(bytes, where);
  if (bytes.starts_with("\xff\xd8")) return parse_jpeg(bytes, where);
  throw std::runtime_error(where + (bytes.empty() ? ": is empty" : ": is neither PNG nor JPEG"));
}

Image read_image(const std::filesystem::path& path) { return parse_image(read_file(path), path.string()); }

}  // namespace sextant::io
