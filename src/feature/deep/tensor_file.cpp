#include "feature/deep/tensor_file.h"

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

namespace {

constexpr std::size_t most_tensors = 20'000;

}  // namespace

std::string plain_name(const std::string& key) {
  return starts_with_text(key, "module.") ? key.substr(7) : key;
}

bool is_left_out(const std::string& key) {
  const std::string name = plain_name(key);
  return starts_with_text(name, "conv_seg.") || starts_with_text(name, "fc.") ||
         name.ends_with("num_batches_tracked");
}

std::string shape_text(const std::vector<int>& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? "," : "") + std::to_string(shape[i]);
  return text + "]";
}

bool TensorList::wants(const std::string& key) {
  if (!is_left_out(key)) return true;
  weights_.left_out.push_back(key);
  return false;
}

Tensor& TensorList::add(const std::string& key, const std::vector<std::int64_t>& shape) {
  const std::string place = weights_.origin + ", tensor " + key;
  Tensor tensor{plain_name(key), {}, {}};
  if (weights_.tensors.size() >= most_tensors)
    throw Error(place + ": more than " + std::to_string(most_tensors) + " tensors found");
  for (const auto& other : weights_.tensors)
    if (other.name == tensor.name)
      throw Error(weights_.origin + ": two tensors are called " + tensor.name);
  if (shape.size() > 8) throw Error(place + ": " + std::to_string(shape.size()) + " axes found");
  std::size_t count = 1;
  for (const auto n : shape) {
    if (n < 0 || n > (1 << 24)) throw Error(place + ": extent " + std::to_string(n) + " cannot be");
    tensor.shape.push_back(static_cast<int>(n));
    count *= static_cast<std::size_t>(n);
    if (count > left_)
      throw Error(place + ": holds more numbers than the file has room for; is the file cut off?");
  }
  left_ -= count;
  tensor.values.resize(count);
  weights_.tensors.push_back(std::move(tensor));
  return weights_.tensors.back();
}

}  // namespace dlrr
