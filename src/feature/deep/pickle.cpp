#include "feature/deep/pickle.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

namespace {

using Kind = PickleValue::Kind;

constexpr std::string_view allowed_globals[] = {
    "collections.OrderedDict",
    "torch._utils._rebuild_tensor",
    "torch._utils._rebuild_tensor_v2",
    "torch._utils._rebuild_parameter",
    "torch.Size",
    "torch.device",
    "torch.FloatStorage",
    "torch.DoubleStorage",
    "torch.HalfStorage",
    "torch.BFloat16Storage",
    "torch.LongStorage",
    "torch.IntStorage",
    "torch.ShortStorage",
    "torch.CharStorage",
    "torch.ByteStorage",
    "torch.BoolStorage",
};

// What a stranger's bytes may contain, as a word for a message.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 80)) out += c >= ' ' && c <= '~' ? c : '?';
  return out;
}

class Reader {
 public:
  Reader(std::string_view bytes, std::size_t begin, const std::string& source)
      : bytes_(bytes), at_(begin), source_(source) {}

  Pickle read() {
    for (std::size_t step = 0; step < max_pickle_steps; ++step) {
      here_ = at_;
      const auto code = static_cast<unsigned char>(take(1)[0]);
      if (code == '.') {
        pickle_.root = pop();
        pickle_.end = at_;
        return std::move(pickle_);
      }
      execute(code);
    }
    refuse("has more than " + std::to_string(max_pickle_steps) + " steps, which no weights need");
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(source_ + ": the pickle " + what + " (byte " + std::to_string(here_) +
                "); expected a state dict of tensors; in Python, torch.save(model.state_dict(), "
                "FILE) writes one");
  }

  std::string_view take(std::size_t count) {
    if (at_ > bytes_.size() || count > bytes_.size() - at_)
      refuse("ends in the middle: the file is cut off or no torch file");
    const auto part = bytes_.substr(at_, count);
    at_ += count;
    return part;
  }
  std::uint64_t number(int count) {
    std::uint64_t value = 0;
    const auto part = take(count);
    for (int i = 0; i < count; ++i)
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(part[i])) << (8 * i);
    return value;
  }
  std::string text(std::size_t length) {
    if (length > max_pickle_text) refuse("holds a text of " + std::to_string(length) + " bytes");
    return std::string(take(length));
  }
  std::string line() {
    const auto end = bytes_.substr(at_, max_pickle_text).find('\n');
    if (end == std::string_view::npos) refuse("has a name without an end");
    std::string out(bytes_.substr(at_, end));
    at_ += end + 1;
    return out;
  }

  PickleValue& push(Kind kind) {
    if (pickle_.values.size() >= max_pickle_values)
      refuse("holds more than " + std::to_string(max_pickle_values) +
             " values, which no weights need");
    stack_.push_back(static_cast<int>(pickle_.values.size()));
    pickle_.values.emplace_back().kind = kind;
    return pickle_.values.back();
  }
  void push_integer(std::int64_t value) { push(Kind::integer).integer = value; }
  int pop() {
    const int top = peek();
    stack_.pop_back();
    return top;
  }
  int peek() const {
    if (stack_.empty()) refuse("takes a value where there is none");
    return stack_.back();
  }
  PickleValue& expect(int place, Kind kind, const char* what) {
    if (pickle_.values[place].kind != kind)
      refuse(std::string("has no ") + what + " where one belongs");
    return pickle_.values[place];
  }
  // What lies above the last mark, which goes too.
  std::vector<int> above_mark() {
    std::size_t i = stack_.size();
    while (i > 0 && pickle_.values[stack_[i - 1]].kind != Kind::mark) --i;
    if (i == 0) refuse("closes a group that was not opened");
    std::vector<int> items(stack_.begin() + static_cast<std::ptrdiff_t>(i), stack_.end());
    stack_.resize(i - 1);
    return items;
  }
  std::vector<int> top(std::size_t count) {
    std::vector<int> items(count);
    for (std::size_t i = count; i-- > 0;) items[i] = pop();
    return items;
  }
  void push_tuple(std::vector<int> items) { push(Kind::tuple).items = std::move(items); }

  void add_members(const std::vector<int>& items) {
    if (items.size() % 2) refuse("has a key without a value");
    auto& into = expect(peek(), Kind::dictionary, "dictionary").items;
    into.insert(into.end(), items.begin(), items.end());
  }
  void add_items(const std::vector<int>& items) {
    auto& into = expect(peek(), Kind::list, "list").items;
    into.insert(into.end(), items.begin(), items.end());
  }

  void push_global(const std::string& module, const std::string& name) {
    std::string full = module + "." + name;
    if (std::find(std::begin(allowed_globals), std::end(allowed_globals), full) ==
        std::end(allowed_globals))
      refuse("asks for '" + printable(full) +
             "', which is no part of a tensor and is never loaded here");
    push(Kind::global).text = std::move(full);
  }

  void make_tensor(const std::vector<int>& arguments) {
    if (arguments.size() < 4) refuse("makes a tensor of too few parts");
    expect(arguments[0], Kind::storage, "storage");
    expect(arguments[1], Kind::integer, "offset");
    expect(arguments[2], Kind::tuple, "tuple of sizes");
    expect(arguments[3], Kind::tuple, "tuple of strides");
    push(Kind::tensor).items.assign(arguments.begin(), arguments.begin() + 4);
  }

  // OrderedDict() or OrderedDict([[key, value], ...]).
  void make_dictionary(const std::vector<int>& arguments) {
    std::vector<int> members;
    if (!arguments.empty())
      for (const int pair : expect(arguments[0], Kind::list, "list of pairs").items) {
        const auto& value = pickle_.values[pair];
        if ((value.kind != Kind::list && value.kind != Kind::tuple) || value.items.size() != 2)
          refuse("makes a dictionary of something that is no pair");
        members.insert(members.end(), value.items.begin(), value.items.end());
      }
    push(Kind::dictionary).items = std::move(members);
  }

  void reduce() {
    const int arguments_at = pop(), function = pop();
    const auto arguments = expect(arguments_at, Kind::tuple, "tuple of arguments").items;
    const std::string name = expect(function, Kind::global, "function").text;
    if (name == "collections.OrderedDict") return make_dictionary(arguments);
    if (name == "torch._utils._rebuild_tensor" || name == "torch._utils._rebuild_tensor_v2")
      return make_tensor(arguments);
    if (name == "torch.device") return void(push(Kind::opaque));
    if (arguments.empty()) refuse("calls " + name + " with nothing");
    if (name == "torch._utils._rebuild_parameter") {
      expect(arguments[0], Kind::tensor, "tensor");
      stack_.push_back(arguments[0]);
    } else if (name == "torch.Size") {
      expect(arguments[0], Kind::tuple, "tuple");
      stack_.push_back(arguments[0]);
    } else {
      refuse("calls " + name + ", which is no function of tensors");
    }
  }

  void load_persistent() {
    const int id = pop();
    expect(id, Kind::tuple, "tuple as persistent id");
    auto parts = pickle_.values[id].items;  // a copy: pushing moves the values
    push(Kind::storage).items = std::move(parts);
  }

  // The state of an OrderedDict (its `_metadata`) or of a parameter says nothing about numbers.
  void build() {
    pop();
    const Kind kind = pickle_.values[peek()].kind;
    if (kind != Kind::dictionary && kind != Kind::tensor) refuse("sets the state of no dictionary");
  }

  void get(std::uint64_t key) {
    const auto found = memo_.find(key);
    if (found == memo_.end()) refuse("recalls a value that was not kept");
    stack_.push_back(found->second);
  }

  void execute(unsigned char code) {
    if (!execute_value(code) && !execute_group(code)) {
      std::array<char, 8> hex;
      std::snprintf(hex.data(), hex.size(), "0x%02x", code);
      refuse(std::string("uses opcode ") + hex.data() + ", which tensors do not need");
    }
  }

  // Opcodes that push one plain value.
  bool execute_value(unsigned char code) {
    switch (code) {
      case 'N': push(Kind::none); return true;
      case 0x88: push_integer(1); return true;
      case 0x89: push_integer(0); return true;
      case 'J': push_integer(static_cast<std::int32_t>(number(4))); return true;
      case 'K': push_integer(static_cast<std::int64_t>(number(1))); return true;
      case 'M': push_integer(static_cast<std::int64_t>(number(2))); return true;
      case 0x8a: push_long(number(1)); return true;
      case 'G':
        take(8);
        push(Kind::real);
        return true;
      case 'X': push_text(number(4)); return true;
      case 0x8c: push_text(number(1)); return true;
      case 'T': push_text(number(4)); return true;
      case 'U': push_text(number(1)); return true;
      case '}': push(Kind::dictionary); return true;
      case ']': push(Kind::list); return true;
      case ')': push(Kind::tuple); return true;
      case '(': push(Kind::mark); return true;
      default: return false;
    }
  }
  void push_text(std::uint64_t length) {
    std::string value = text(length);
    push(Kind::text).text = std::move(value);
  }
  // Two's complement of any length; the file's magic number needs 10 bytes.
  void push_long(std::uint64_t length) {
    const auto part = take(length);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      const bool negative = !part.empty() && (part.back() & 0x80);
      const auto byte = i < part.size() ? static_cast<unsigned char>(part[i])
                        : negative      ? 0xffu
                                        : 0u;
      value |= static_cast<std::uint64_t>(byte) << (8 * i);
    }
    auto& pushed = push(Kind::integer);
    pushed.integer = static_cast<std::int64_t>(value);
    pushed.text = std::string(part);
  }

  bool execute_group(unsigned char code) {
    switch (code) {
      case 0x80: check_protocol(number(1)); return true;
      case 0x95: take(8); return true;
      case 't': push_tuple(above_mark()); return true;
      case 0x85: push_tuple(top(1)); return true;
      case 0x86: push_tuple(top(2)); return true;
      case 0x87: push_tuple(top(3)); return true;
      case 's': add_members(top(2)); return true;
      case 'u': add_members(above_mark()); return true;
      case 'a': add_items(top(1)); return true;
      case 'e': add_items(above_mark()); return true;
      case 'q': memo_[number(1)] = peek(); return true;
      case 'r': memo_[number(4)] = peek(); return true;
      case 0x94: {
        const auto next = memo_.size();
        memo_[next] = peek();
        return true;
      }
      case 'h': get(number(1)); return true;
      case 'j': get(number(4)); return true;
      case 'c': {
        const auto module = line();
        push_global(module, line());
        return true;
      }
      case 0x93: global_of_stack(); return true;
      case 'Q': load_persistent(); return true;
      case 'R': reduce(); return true;
      case 'b': build(); return true;
      default: return false;
    }
  }
  void check_protocol(std::uint64_t protocol) {
    if (protocol < 2 || protocol > 5)
      refuse("has protocol " + std::to_string(protocol) + ", 2 to 5 expected");
  }
  void global_of_stack() {
    const auto parts = top(2);
    const std::string module = expect(parts[0], Kind::text, "module name").text;
    push_global(module, expect(parts[1], Kind::text, "name").text);
  }

  std::string_view bytes_;
  std::size_t at_, here_ = 0;  // next byte; that of the opcode in hand
  const std::string& source_;
  Pickle pickle_;
  std::vector<int> stack_;
  std::unordered_map<std::uint64_t, int> memo_;
};

}  // namespace

const PickleValue* Pickle::find(const PickleValue& dictionary, std::string_view key) const {
  for (std::size_t i = 0; i + 1 < dictionary.items.size(); i += 2) {
    const auto& k = at(dictionary.items[i]);
    if (k.kind == Kind::text && k.text == key) return &at(dictionary.items[i + 1]);
  }
  return nullptr;
}

Pickle parse_pickle(std::string_view bytes, std::size_t begin, const std::string& source) {
  return Reader(bytes, begin, source).read();
}

}  // namespace dlrr
