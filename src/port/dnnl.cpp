#include "port/dnnl.h"

#include <omp.h>

#include <cstring>
#include <mutex>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

#include "base/error.h"

namespace dlrr {

namespace {

using Tag = dnnl::memory::format_tag;
using Dims = dnnl::memory::dims;
using Desc = dnnl::memory::desc;
using Type = dnnl::memory::data_type;
constexpr auto f32 = Type::f32;

// The AVX2 kernels of oneDNN refuse rows padded by more than this and fall back to a slower form.
constexpr int widest_jit_padding = 3;

// oneDNN asks OpenMP for threads when a primitive is made and when it runs; we want the caller's
// only.
template <class Action>
void in_one_thread(const char* what, Action action) {
  struct Restore {
    int threads = omp_get_max_threads();
    ~Restore() { omp_set_num_threads(threads); }
  } const restore;
  omp_set_num_threads(1);
  try {
    action();
  } catch (const dnnl::error& e) {
    throw Error(ErrorKind::internal,
                std::string("oneDNN cannot ") + what + " the network: " + e.what());
  }
}

Dims dims_of(int channels, const Shape3& s) { return {1, channels, s[0], s[1], s[2]}; }
Desc channel_last(int channels, const Shape3& s) { return {dims_of(channels, s), f32, Tag::ndhwc}; }

// oneDNN 3 renamed what asks a descriptor.
Type type_of(const Desc& desc) {
#if DNNL_VERSION_MAJOR >= 3
  return desc.get_data_type();
#else
  return desc.data_type();
#endif
}

// A tensor of the plan: which piece of scratch memory, seen in which order.
struct Buffer {
  int arena;
  Desc desc;
};

struct Step {
  std::string name;
  dnnl::primitive primitive;                   // or, when empty, `function`
  std::vector<std::pair<int, int>> arguments;  // oneDNN argument -> buffer
  std::unordered_map<int, dnnl::memory> constants;
  NetLayer::Function function;
  int source = -1, target = -1;  // buffers of `function`
  int zero = -1;                 // buffer to clear first
};

// What one running call needs and no other may touch.
struct Scratch {
  std::vector<dnnl::memory> arenas;
  std::vector<dnnl::memory> buffers;
  std::vector<std::unordered_map<int, dnnl::memory>> arguments;  // by step
  dnnl::stream stream;
};

}  // namespace

struct Net::State {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  std::vector<Buffer> buffers;
  std::vector<std::size_t> arena_bytes;
  std::vector<Step> steps;
  int input = 0, output = 0;  // buffers
  int channels = 0;
  std::size_t input_voxels = 0, output_voxels = 0;
  mutable std::mutex mutex;
  mutable std::vector<std::unique_ptr<Scratch>> idle;

  int add_arena() {
    arena_bytes.push_back(0);
    return static_cast<int>(arena_bytes.size()) - 1;
  }
  int add_buffer(int arena, const Desc& desc) {
    arena_bytes[arena] = std::max(arena_bytes[arena], desc.get_size());
    buffers.push_back({arena, desc});
    return static_cast<int>(buffers.size()) - 1;
  }
  std::unique_ptr<Scratch> make_scratch() const;
  std::unique_ptr<Scratch> take() const;
  void run(Scratch& scratch) const;
};

std::unique_ptr<Scratch> Net::State::make_scratch() const {
  auto scratch = std::make_unique<Scratch>();
  scratch->stream = dnnl::stream(engine);
  for (const std::size_t bytes : arena_bytes) {
    const Desc raw({static_cast<dnnl::memory::dim>(std::max<std::size_t>(bytes, 1))},
                   dnnl::memory::data_type::u8, Tag::a);
    scratch->arenas.emplace_back(raw, engine);
  }
  for (const auto& buffer : buffers)
    scratch->buffers.emplace_back(buffer.desc, engine,
                                  scratch->arenas[buffer.arena].get_data_handle());
  for (const auto& step : steps) {
    auto arguments = step.constants;
    for (const auto& [argument, buffer] : step.arguments)
      arguments.emplace(argument, scratch->buffers[buffer]);
    scratch->arguments.push_back(std::move(arguments));
  }
  return scratch;
}

std::unique_ptr<Scratch> Net::State::take() const {
  {
    const std::lock_guard lock(mutex);
    if (!idle.empty()) {
      auto scratch = std::move(idle.back());
      idle.pop_back();
      return scratch;
    }
  }
  return make_scratch();
}

void Net::State::run(Scratch& scratch) const {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    if (step.zero >= 0)
      std::memset(scratch.buffers[step.zero].get_data_handle(), 0,
                  buffers[step.zero].desc.get_size());
    if (step.function) {
      step.function(static_cast<const float*>(scratch.buffers[step.source].get_data_handle()),
                    static_cast<float*>(scratch.buffers[step.target].get_data_handle()));
    } else {
      step.primitive.execute(scratch.stream, scratch.arguments[i]);
    }
  }
  scratch.stream.wait();
}

namespace {

// Turns layers into steps; knows for each slot where its content is and in which order.
template <class State>
class Builder {
 public:
  Builder(State& state, bool bf16)
      : state_(state),
        type_(bf16 ? Type::bf16 : Type::f32),
        scratchpad_(state.add_arena()),
        widening_(state.add_arena()) {}

  void input(int channels, const Shape3& size) {
    const Desc plain(dims_of(channels, size), f32, Tag::ncdhw);
    slot(0).shape = size;
    slot(0).buffer = state_.add_buffer(slot(0).arenas[0], plain);
    state_.input = slot(0).buffer;
  }

  void layer(const NetLayer& layer) {
    const Shape3 after = shape_after(layer, slot(layer.source).shape);
    for (const int n : after)
      if (n < 1) throw Error("the input is too small for the network: a layer would be empty");
    if (layer.kind == NetLayer::Kind::convolution) convolution(layer, after);
    if (layer.kind == NetLayer::Kind::max_pool) max_pool(layer, after);
    if (layer.kind == NetLayer::Kind::function) function(layer, after);
    slot(layer.target).shape = after;
    last_ = layer.target;
    state_.channels = layer.out;
  }

  void output() {
    Slot& s = slot(last_);
    convert(last_, channel_last(state_.channels, s.shape));
    state_.output = s.buffer;
    state_.output_voxels = static_cast<std::size_t>(s.shape[0]) * s.shape[1] * s.shape[2];
  }

 private:
  struct Slot {
    int arenas[2];  // content lies in one; a change of order writes the other
    int current = 0;
    int buffer = -1;
    Shape3 shape{};
  };

  Slot& slot(int i) {
    while (static_cast<int>(slots_.size()) <= i) {
      const int first = state_.add_arena();
      slots_.push_back({{first, state_.add_arena()}});
    }
    return slots_[i];
  }
  const Desc& desc(int i) { return state_.buffers[slot(i).buffer].desc; }

  void add_step(Step step, const Desc& scratchpad) {
    if (scratchpad.get_size() > 0)
      step.arguments.emplace_back(DNNL_ARG_SCRATCHPAD, state_.add_buffer(scratchpad_, scratchpad));
    state_.steps.push_back(std::move(step));
  }

  static dnnl::primitive_attr own_scratchpad() {
    dnnl::primitive_attr attr;
    attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return attr;
  }

  void reorder(int from, const Desc& to_desc, int to, int zero = -1) {
    const dnnl::reorder::primitive_desc pd(state_.engine, state_.buffers[from].desc, state_.engine,
                                           to_desc, own_scratchpad());
    Step step{"reorder", dnnl::reorder(pd), {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}}};
    step.zero = zero;
    add_step(std::move(step), pd.scratchpad_desc());
  }

  // Brings a slot's content into the wanted order.
  void convert(int i, const Desc& wanted) {
    if (desc(i) == wanted) return;
    Slot& s = slot(i);
    const int to = state_.add_buffer(s.arenas[1 - s.current], wanted);
    reorder(s.buffer, wanted, to);
    s.current = 1 - s.current;
    s.buffer = to;
  }

  // Readies a slot to be written: its old content in the wanted order, or new memory.
  void prepare(int i, const Desc& wanted, bool keep) {
    if (keep) return convert(i, wanted);
    Slot& s = slot(i);
    s.buffer = state_.add_buffer(s.arenas[s.current], wanted);
  }

  using Conv = dnnl::convolution_forward;
  using Pool = dnnl::pooling_forward;

  // oneDNN 3 has no operation descriptors, and pools with a dilation.
  template <class Primitive, class... Operands>
  typename Primitive::primitive_desc described(const dnnl::primitive_attr& attr,
                                               const Operands&... operands) {
    constexpr auto inference = dnnl::prop_kind::forward_inference;
#if DNNL_VERSION_MAJOR >= 3
    return {state_.engine, inference, operands..., attr};
#else
    return {{inference, operands...}, attr, state_.engine};
#endif
  }
  Pool::primitive_desc max_pool_described(const Desc& src, const Desc& dst, const Dims& stride,
                                          const Dims& kernel, const Dims& pad) {
    constexpr auto largest = dnnl::algorithm::pooling_max;
#if DNNL_VERSION_MAJOR >= 3
    return described<Pool>(own_scratchpad(), largest, src, dst, stride, kernel, Dims(3, 0), pad,
                           pad);
#else
    return described<Pool>(own_scratchpad(), largest, src, dst, stride, kernel, pad, pad);
#endif
  }

  static dnnl::primitive_attr attributes(const NetLayer& layer) {
    dnnl::post_ops after;
    if (layer.add) after.append_sum();
    if (layer.relu) after.append_eltwise(1.0f, dnnl::algorithm::eltwise_relu, 0.0f, 0.0f);
    auto attr = own_scratchpad();
    attr.set_post_ops(after);
    return attr;
  }

  // `extra` columns of zeros on both ends of every row are already part of the source.
  Conv::primitive_desc describe(const NetLayer& layer, const Shape3& before, const Shape3& after,
                                int extra) {
    Shape3 padded = before;
    padded[2] += 2 * extra;
    const int k = layer.kernel;
    const Desc src(dims_of(layer.in, padded), type_, Tag::any);
    const Desc weights({layer.out, layer.in, k, k, k}, type_, Tag::any);
    const Desc bias({layer.out}, f32, Tag::x);
    const Desc dst(dims_of(layer.out, after), type_, Tag::any);
    const Dims stride(3, layer.stride), dilation(3, layer.dilation - 1);
    const Dims pad{layer.padding, layer.padding, layer.padding - extra};
    return described<Conv>(attributes(layer), dnnl::algorithm::convolution_direct, src, weights,
                           bias, dst, stride, dilation, pad, pad);
  }

  static bool direct(const Conv::primitive_desc& pd) {
    const std::string name = pd.impl_info_str();
    return name.find("gemm") == std::string::npos && name.find("ref") == std::string::npos;
  }

  // The source with zero columns around it, as a new buffer.
  int widened(int from, const Desc& wanted, int extra, const Dims& dims) {
    const int buffer = state_.add_buffer(widening_, wanted);
    const Desc inside = wanted.submemory_desc(dims, {0, 0, 0, 0, extra});
    const int view = state_.add_buffer(widening_, wanted);
    state_.buffers[view].desc = inside;
    reorder(from, inside, view, buffer);
    return buffer;
  }
  dnnl::memory packed(std::span<const float> values, const Desc& plain, const Desc& wanted) {
    dnnl::memory from(plain, state_.engine, const_cast<float*>(values.data()));
    dnnl::memory to(wanted, state_.engine);
    dnnl::stream stream(state_.engine);
    dnnl::reorder(from, to).execute(stream, from, to);
    stream.wait();
    return to;
  }

  // The engine's best form: columns of zeros are added to the rows where only that lets it run
  // direct.
  Conv::primitive_desc choose(const NetLayer& layer, const Shape3& after, int& extra) {
    const Shape3 before = slot(layer.source).shape;
    const auto plain = describe(layer, before, after, extra = 0);
    if (layer.padding <= widest_jit_padding || direct(plain)) return plain;
    const auto wide = describe(layer, before, after, layer.padding - widest_jit_padding);
    if (!direct(wide)) return plain;
    extra = layer.padding - widest_jit_padding;
    return wide;
  }

  void convolution(const NetLayer& layer, const Shape3& after) {
    int extra = 0;
    const auto pd = choose(layer, after, extra);
    if (extra == 0) convert(layer.source, pd.src_desc());
    const Slot& from = slot(layer.source);
    const int source =
        extra == 0 ? from.buffer
                   : widened(from.buffer, pd.src_desc(), extra, dims_of(layer.in, from.shape));
    prepare(layer.target, pd.dst_desc(), layer.add);
    const int k = layer.kernel;
    const Desc weights({layer.out, layer.in, k, k, k}, f32, Tag::oidhw);
    const Desc bias({layer.out}, f32, Tag::x);
    Step step{std::string("convolution ") + pd.impl_info_str() + (extra ? " (widened rows)" : ""),
              Conv(pd),
              {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, slot(layer.target).buffer}}};
    step.constants[DNNL_ARG_WEIGHTS] = packed(layer.weights, weights, pd.weights_desc());
    step.constants[DNNL_ARG_BIAS] = packed(layer.bias, bias, pd.bias_desc());
    add_step(std::move(step), pd.scratchpad_desc());
  }

  void max_pool(const NetLayer& layer, const Shape3& after) {
    const Dims stride(3, layer.stride), kernel(3, layer.kernel), pad(3, layer.padding);
    const Desc dst(dims_of(layer.out, after), type_of(desc(layer.source)), Tag::any);
    const auto pd = max_pool_described(desc(layer.source), dst, stride, kernel, pad);
    prepare(layer.target, pd.dst_desc(), false);
    add_step(
        {std::string("max_pool ") + pd.impl_info_str(),
         dnnl::pooling_forward(pd),
         {{DNNL_ARG_SRC, slot(layer.source).buffer}, {DNNL_ARG_DST, slot(layer.target).buffer}}},
        pd.scratchpad_desc());
  }

  void function(const NetLayer& layer, const Shape3& after) {
    convert(layer.source, channel_last(layer.in, slot(layer.source).shape));
    prepare(layer.target, channel_last(layer.out, after), layer.add);
    Step step;
    step.name = "function";
    step.function = layer.function;
    step.source = slot(layer.source).buffer;
    step.target = slot(layer.target).buffer;
    state_.steps.push_back(std::move(step));
  }

  State& state_;
  const Type type_;  // of what convolutions read and write
  std::vector<Slot> slots_;
  int scratchpad_, widening_, last_ = 0;
};

}  // namespace

Net::Net(const std::vector<NetLayer>& layers, const Shape3& size, bool bf16)
    : state_(std::make_unique<State>()) {
  in_one_thread("prepare", [&] {
    Builder<State> builder(*state_, bf16);
    builder.input(layers.at(0).in, size);
    for (const auto& layer : layers) builder.layer(layer);
    builder.output();
  });
  state_->input_voxels = static_cast<std::size_t>(size[0]) * size[1] * size[2] * layers[0].in;
}

Net::~Net() = default;

std::vector<double> Net::run(std::span<const float> input) const {
  const State& s = *state_;
  if (input.size() != s.input_voxels)
    throw Error(ErrorKind::internal, "network input has " + std::to_string(input.size()) +
                                         " numbers, compiled for " +
                                         std::to_string(s.input_voxels));
  std::unique_ptr<Scratch> scratch;
  in_one_thread("run", [&] {
    scratch = s.take();
    std::memcpy(scratch->buffers[s.input].get_data_handle(), input.data(), input.size_bytes());
    s.run(*scratch);
  });
  const auto* values = static_cast<const float*>(scratch->buffers[s.output].get_data_handle());
  std::vector<double> mean(s.channels, 0.0);
  for (std::size_t v = 0; v < s.output_voxels; ++v)
    for (int c = 0; c < s.channels; ++c) mean[c] += values[v * s.channels + c];
  for (double& m : mean) m /= static_cast<double>(s.output_voxels);
  const std::lock_guard lock(s.mutex);
  s.idle.push_back(std::move(scratch));
  return mean;
}

std::string Net::describe() const {
  std::string text;
  for (const auto& step : state_->steps) text += step.name + "\n";
  return text;
}

bool net_has_bf16() {
  const int needed = static_cast<int>(dnnl::cpu_isa::avx512_core_bf16);
  return (static_cast<int>(dnnl::get_effective_cpu_isa()) & needed) == needed;
}

void multiply(int rows, int columns, int inner, const float* left, const float* right,
              float* result) {
  in_one_thread("multiply in", [&] {
    const auto status = dnnl_sgemm('N', 'N', rows, columns, inner, 1.0f, left, inner, right,
                                   columns, 0.0f, result, columns);
    if (status != dnnl_success) throw dnnl::error(status, "dnnl_sgemm failed");
  });
}

}  // namespace dlrr
