#include "port/png.h"

#include <png.h>

#include "base/error.h"

namespace dlrr {

std::string png_bytes(const Picture& picture) {
  const auto pixels =
      static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
  if (pixels == 0 || picture.rgb.size() != 3 * pixels)
    throw Error(ErrorKind::internal, "a picture's pixels do not match its size");
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  if (!png_image_write_get_memory_size(image, size, 0, picture.rgb.data(), 0, nullptr))
    throw Error(std::string("a picture cannot be written as PNG: ") + image.message);
  std::string bytes(size, '\0');
  if (!png_image_write_to_memory(&image, bytes.data(), &size, 0, picture.rgb.data(), 0, nullptr))
    throw Error(std::string("a picture cannot be written as PNG: ") + image.message);
  bytes.resize(size);
  return bytes;
}

Picture parse_png(std::string_view bytes, const std::string& source) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()))
    throw Error(source + ": is not a PNG picture: " + image.message);
  image.format = PNG_FORMAT_RGB;
  Picture picture{static_cast<int>(image.width), static_cast<int>(image.height), {}};
  picture.rgb.resize(PNG_IMAGE_SIZE(image));
  if (!png_image_finish_read(&image, nullptr, picture.rgb.data(), 0, nullptr))
    throw Error(source + ": the PNG picture is damaged: " + image.message);
  return picture;
}

}  // namespace dlrr
