#include "command/deep_options.h"

#include <cstdio>

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

using Kind = OptionRow::Kind;

std::vector<OptionRow> network_options() {
  return {{Kind::value, "--weights", "FILE",
           "trained weights; without it untrained ones are made from --seed"},
          {Kind::value, "--layout", "NAME",
           "dilated (MedicalNet) or strided; must be that of the weights", false, "dilated"},
          {Kind::value, "--shortcut", "A|B", "of made weights", false, "A"},
          {Kind::value, "--width", "N", "of made weights", false, "64"},
          {Kind::value, "--seed", "N", "of made weights", false, "1"},
          {Kind::value, "--pooling", "NAMES",
           "mean of layer 4, also its max, also the mean of layer3; separated by commas", false,
           "mean"},
          {Kind::value, "--precision", "NAME",
           "f32, or bf16 where the processor has it: faster, about 1e-2 of the largest value off",
           false, "f32"}};
}

std::vector<OptionRow> input_options() {
  return {{Kind::value, "--preset", "NAME",
           "input as in " + join(deep_preset_names(), " or ") + "; other flags go before it", false,
           "lesion64"},
          {Kind::value, "--size", "N", "voxels of the crop: one number, or x,y,z (64)"},
          {Kind::value, "--spacing", "MM",
           "voxel size of the crop: one number, x,y,z, native or fit (1); coarser when the crop "
           "would not fit"},
          {Kind::value, "--interpolation", "NAME", "linear or nearest (linear)"},
          {Kind::value, "--crop", "NAME", "box+margin, cube, organ or image (box+margin)"},
          {Kind::value, "--margin", "MM", "around the region's or organ's box (5)"},
          {Kind::value, "--cube", "MM", "edge of the cube around the centroid (64)"},
          {Kind::value, "--mask", "USE",
           "multiply (outside becomes fill), crop (keep what is around) or channel (multiply)"},
          {Kind::value, "--window", "LOW,HIGH", "intensities that become 0 and 1 (-100,250)"},
          {Kind::optional_value, "--zscore", "OF",
           "instead of --window: z-score of the region, image or positive values (region)"},
          {Kind::value, "--fill", "N", "after scaling, where there is nothing (0)"}};
}

NetworkSource network_source(const Arguments& arguments) {
  NetworkSource source;
  if (arguments.has("weights")) source.file = arguments.text("weights");
  const auto seed = arguments.integer("seed");
  if (seed < 0) throw Error(ErrorKind::usage, "--seed: expected 0 or more");
  source.seed = static_cast<std::uint64_t>(seed);
  source.architecture.layout = arguments.text("layout");
  source.architecture.shortcut = arguments.text("shortcut");
  source.architecture.width = static_cast<int>(arguments.integer("width"));
  source.precision = parse_precision(arguments.text("precision"));
  source.pooling = parse_poolings(split(arguments.text("pooling"), ','));
  return source;
}

DeepSettings input_settings(const Arguments& arguments) {
  DeepRows rows;
  for (const auto& key : deep_keys()) {
    if (!arguments.has(key)) continue;
    const auto texts = arguments.texts(key);
    rows.emplace_back(key, texts.empty() || texts.front().empty() ? "true" : texts.front());
  }
  try {
    return deep_settings(rows);
  } catch (const Error& e) {
    throw Error(ErrorKind::usage, e.what());
  }
}

void note_untrained(const Network& network, const Common& common) {
  if (network.untrained() && !common.quiet)
    std::fprintf(stderr,
                 "note: untrained weights: the vectors carry no medical meaning (--weights gives "
                 "trained ones)\n");
}

}  // namespace dlrr
