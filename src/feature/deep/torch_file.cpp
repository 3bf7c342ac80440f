#include <cstring>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "feature/deep/number_type.h"
#include "feature/deep/pickle.h"
#include "feature/deep/tensor_file.h"
#include "port/digest.h"
#include "port/zip.h"

namespace dlrr {

namespace {

using Kind = PickleValue::Kind;

constexpr std::string_view zip_mark("PK\3\4", 4);
// torch.save's magic number 0x1950a86a20f9469cfc6c as the first pickle of a legacy file.
constexpr std::string_view legacy_magic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);
constexpr std::uint64_t most_unpacked = std::uint64_t{2} << 30;
// Where training scripts put the state dict.
constexpr std::string_view state_dict_keys[] = {"state_dict", "model_state_dict", "model"};

struct Storage {
  std::string key;
  const NumberType* type;
  std::size_t count, view_begin;  // elements; where a view of a storage begins
};

class TorchFile {
 public:
  // Bytes of one storage by key.
  using Storages = std::map<std::string, std::string_view>;

  TorchFile(const Pickle& pickle, const std::string& source) : pickle_(pickle), source_(source) {}

  // The first dictionary that holds tensors: the root or a well-known member of it.
  const PickleValue& state_dict() const {
    const auto& root = pickle_.at(pickle_.root);
    if (root.kind == Kind::dictionary) {
      for (const auto key : state_dict_keys)
        if (const auto* found = pickle_.find(root, key); found && found->kind == Kind::dictionary)
          return *found;
      return root;
    }
    throw Error(source_ + ": the file holds no dictionary, expected a state dict of tensors");
  }

  Storage storage_of(const PickleValue& tensor, const std::string& place) const {
    const auto& id = pickle_.at(tensor.items[0]).items;
    const auto part = [&](std::size_t i, Kind kind) -> const PickleValue& {
      if (i >= id.size() || pickle_.at(id[i]).kind != kind)
        throw Error(place + ": its storage is described in an unknown way");
      return pickle_.at(id[i]);
    };
    if (part(0, Kind::text).text != "storage")
      throw Error(place + ": its storage is described in an unknown way");
    const std::string& type_name = part(1, Kind::global).text;
    Storage s{part(2, Kind::text).text, find_number_type(type_name), 0, 0};
    if (!s.type)
      throw Error(place + ": number type " + type_name +
                  " found, expected torch.FloatStorage, "
                  "DoubleStorage, HalfStorage or BFloat16Storage");
    const auto count = part(4, Kind::integer).integer;
    if (count < 0) throw Error(place + ": a storage of " + std::to_string(count) + " numbers");
    s.count = static_cast<std::size_t>(count);
    if (id.size() > 5 && pickle_.at(id[5]).kind == Kind::tuple) {  // (key, begin, count) of a view
      const auto& view = pickle_.at(id[5]).items;
      if (view.size() != 3 || pickle_.at(view[1]).kind != Kind::integer ||
          pickle_.at(view[1]).integer < 0)
        throw Error(place + ": its view of a storage is described in an unknown way");
      s.view_begin = static_cast<std::size_t>(pickle_.at(view[1]).integer);
    }
    return s;
  }

  std::vector<std::int64_t> integers(int tuple, const std::string& place) const {
    std::vector<std::int64_t> list;
    for (const int item : pickle_.at(tuple).items) {
      if (pickle_.at(item).kind != Kind::integer || list.size() == 8)
        throw Error(place + ": its shape or strides cannot be");
      list.push_back(pickle_.at(item).integer);
    }
    return list;
  }

  template <class Action>  // (key, tensor)
  void for_each_tensor(const Action& action) const {
    const auto& members = state_dict().items;
    for (std::size_t i = 0; i + 1 < members.size(); i += 2) {
      const auto &key = pickle_.at(members[i]), &value = pickle_.at(members[i + 1]);
      if (key.kind == Kind::text && value.kind == Kind::tensor) action(key.text, value);
    }
  }

  void read_into(Weights& weights, TensorList& list, const Storages& storages) const {
    for_each_tensor([&](const std::string& key, const PickleValue& value) {
      if (list.wants(key)) read_tensor(list, key, value, storages);
    });
    if (weights.tensors.empty())
      throw Error(source_ + ": no tensors found where a state dict belongs");
  }

 private:
  void read_tensor(TensorList& list, const std::string& key, const PickleValue& value,
                   const Storages& storages) const {
    const std::string place = source_ + ", tensor " + key;
    const Storage storage = storage_of(value, place);
    if (!storage.type->element)
      throw Error(place + ": number type " + std::string(storage.type->storage) +
                  " found, floating-point numbers expected");
    const auto found = storages.find(storage.key);
    if (found == storages.end())
      throw Error(place + ": its storage " + storage.key + " is not in the file; is it cut off?");
    const std::size_t room = found->second.size() / storage.type->bytes;
    const auto shape = integers(value.items[2], place), strides = integers(value.items[3], place);
    if (strides.size() != shape.size()) throw Error(place + ": shape and strides do not agree");
    Tensor& tensor = list.add(key, shape);
    if (tensor.values.empty()) return;
    std::size_t first = begin_of(value, storage, place), last = first;
    for (std::size_t a = 0; a < shape.size(); ++a) {
      // Extents and strides are small enough for their products: room is at most a file.
      if (strides[a] < 0 || (shape[a] > 1 && static_cast<std::size_t>(strides[a]) > room))
        throw Error(place + ": stride " + std::to_string(strides[a]) + " leads out of its storage");
      if (shape[a] > 1) last += static_cast<std::size_t>(shape[a] - 1) * strides[a];
    }
    if (last >= room)
      throw Error(place + ": its numbers lie outside its storage of " + std::to_string(room));
    gather(tensor, found->second.data(), *storage.type, first, strides);
  }

  std::size_t begin_of(const PickleValue& value, const Storage& storage,
                       const std::string& place) const {
    const auto offset = pickle_.at(value.items[1]).integer;
    const auto limit = std::size_t{1} << 40;
    if (offset < 0 || static_cast<std::size_t>(offset) > limit || storage.view_begin > limit)
      throw Error(place + ": its numbers lie outside its storage");
    return static_cast<std::size_t>(offset) + storage.view_begin;
  }

  // Any strides: the last axis runs fastest in ours.
  static void gather(Tensor& tensor, const char* data, const NumberType& type, std::size_t first,
                     const std::vector<std::int64_t>& strides) {
    std::vector<int> at(tensor.shape.size(), 0);
    std::size_t from = first;
    for (float& v : tensor.values) {
      v = type.element(data, from);
      for (std::size_t a = at.size(); a-- > 0;) {
        from += static_cast<std::size_t>(strides[a]);
        if (++at[a] < tensor.shape[a]) break;
        from -= static_cast<std::size_t>(strides[a]) * tensor.shape[a];
        at[a] = 0;
      }
    }
  }

  const Pickle& pickle_;
  const std::string& source_;
};

// The archive's only folder, whose name torch takes from the file's.
std::string folder_of(const ZipReader& zip, const std::string& source) {
  for (const auto& name : zip.names())
    if (name == "data.pkl" || name.ends_with("/data.pkl"))
      return name.substr(0, name.size() - std::string_view("data.pkl").size());
  throw Error(source + ": a zip archive without data.pkl: no file of torch.save");
}

Weights parse_zip_form(std::string_view bytes, const std::string& source) {
  const ZipReader zip(bytes, source, most_unpacked);
  const std::string folder = folder_of(zip, source);
  for (const auto& name : zip.names())
    if (name == folder + "byteorder" && trim(zip.read(name)) != "little")
      throw Error(source + ": byte order '" + trim(zip.read(name)).substr(0, 20) +
                  "' found, little expected; save the file again on an ordinary machine");
  const Pickle pickle = parse_pickle(zip.read(folder + "data.pkl"), 0, source + ":data.pkl");
  const TorchFile file(pickle, source);
  Weights weights;
  weights.origin = source;
  weights.format = "torch zip";
  std::map<std::string, std::string> contents;
  std::size_t total = 0;
  file.for_each_tensor([&](const std::string& key, const PickleValue& value) {
    if (is_left_out(key)) return;
    const std::string storage = file.storage_of(value, source + ", tensor " + key).key;
    if (contents.contains(storage)) return;
    total += (contents[storage] = zip.read(folder + "data/" + storage)).size();
  });
  TensorList list(weights, total);
  file.read_into(weights, list, {contents.begin(), contents.end()});
  return weights;
}

std::uint64_t count_at(std::string_view bytes, std::size_t at, const std::string& source) {
  if (at > bytes.size() || bytes.size() - at < 8)
    throw Error(source + ": ends before its numbers; is it cut off?");
  std::uint64_t count;
  std::memcpy(&count, bytes.data() + at, 8);
  return count;
}

// Number types by storage key: the file's tail does not say them. Every storage of the file has to
// be measured, also those of an optimiser.
std::map<std::string, const NumberType*> storage_types(const Pickle& pickle,
                                                       const std::string& source) {
  std::map<std::string, const NumberType*> types;
  for (const auto& value : pickle.values) {
    if (value.kind != Kind::storage || value.items.size() < 3) continue;
    const auto &type = pickle.at(value.items[1]), &key = pickle.at(value.items[2]);
    if (key.kind != Kind::text || type.kind != Kind::global) continue;
    const auto* known = find_number_type(type.text);
    if (!known) throw Error(source + ": storage " + key.text + " is of unknown type " + type.text);
    const auto [at, isnew] = types.emplace(key.text, known);
    if (!isnew && at->second != known)
      throw Error(source + ": storage " + key.text + " has two number types");
  }
  return types;
}

// Magic number, protocol, what machine wrote it, the object, the keys of its storages; then for
// each key the count and the numbers.
Weights parse_legacy_form(std::string_view bytes, const std::string& source) {
  const Pickle magic = parse_pickle(bytes, 0, source);
  if (magic.at(magic.root).text != legacy_magic)
    throw Error(source + ": a pickle found that torch.save did not write");
  const Pickle protocol = parse_pickle(bytes, magic.end, source);
  if (protocol.at(protocol.root).integer != 1001)
    throw Error(source + ": format " + std::to_string(protocol.at(protocol.root).integer) +
                " of torch.save found, 1001 expected");
  const Pickle machine = parse_pickle(bytes, protocol.end, source);
  const auto* little = machine.find(machine.at(machine.root), "little_endian");
  if (little && little->integer == 0)
    throw Error(source + ": big-endian numbers found, little-endian expected");
  const Pickle object = parse_pickle(bytes, machine.end, source);
  const Pickle keys = parse_pickle(bytes, object.end, source);
  const auto types = storage_types(object, source);
  TorchFile::Storages storages;
  std::size_t at = keys.end;
  for (const int place : keys.at(keys.root).items) {
    const std::string& key = keys.at(place).text;
    const auto type = types.find(key);
    if (type == types.end()) throw Error(source + ": storage " + key + " belongs to no tensor");
    const std::uint64_t count = count_at(bytes, at, source);
    at += 8;
    if (count > (bytes.size() - at) / type->second->bytes)
      throw Error(source + ": storage " + key + " should hold " + std::to_string(count) +
                  " numbers, the file ends before; is it cut off?");
    storages[key] = bytes.substr(at, count * type->second->bytes);
    at += count * type->second->bytes;
  }
  Weights weights;
  weights.origin = source;
  weights.format = "torch legacy";
  TensorList list(weights, bytes.size());
  TorchFile(object, source).read_into(weights, list, storages);
  return weights;
}

}  // namespace

bool is_torch_file(std::string_view bytes) {
  // A pickle begins with 0x80, as may the length of a .safetensors header, which a brace follows.
  const bool pickle =
      bytes.size() > 1 && bytes[0] == '\x80' && (bytes.size() < 9 || bytes[8] != '{');
  return starts_with_text(bytes, zip_mark) || pickle;
}

Weights parse_torch_file(std::string_view bytes, const std::string& source) {
  const bool zip = starts_with_text(bytes, zip_mark);
  Weights weights = zip ? parse_zip_form(bytes, source) : parse_legacy_form(bytes, source);
  weights.sha256 = sha256(bytes);
  return weights;
}

}  // namespace dlrr
