// Settings of the filters. Keys of PyRadiomics first; then those of the IBSI-2 filters.
#include <algorithm>

#include "base/text.h"
#include "feature/radiomic/settings/rows.h"
#include "image/filter/wavelet_table.h"
#include "port/yaml.h"

namespace dlrr {

namespace {

void set_sigma(const Yaml& v, SettingTarget t) {
  t.filter.sigma.clear();
  for (const Yaml& item : setting_items(v)) {
    std::string text = item.text;
    // Python's text of a float: "2." and "2.50" are shown as 2.0 and 2.5.
    const double mm = positive_setting(item);
    if (text.find_first_of(".eE") != std::string::npos) {
      text = number_text(mm);
      if (text.find_first_of(".e") == std::string::npos) text += ".0";
    }
    t.filter.sigma.push_back({mm, text});
  }
  if (t.filter.sigma.empty()) refuse_setting(v, "sigma needs at least one number (mm)");
}

double number_setting(const Yaml& v, double low, double high) {
  const double value = v.number();
  if (!(value >= low && value < high))
    refuse_setting(v, "a number from " + number_text(low) + " to below " + number_text(high) +
                          " expected, found " + v.text);
  return value;
}

std::vector<int> whole_list(const Yaml& v, long long low, long long high) {
  std::vector<int> out;
  for (const Yaml& item : setting_items(v)) out.push_back(whole_setting(item, low, high));
  if (out.empty()) refuse_setting(v, "at least one whole number expected");
  return out;
}

// A list whose items give one image each: no item twice, at least one.
template <class T>
std::vector<T> each_once(const Yaml& v, std::vector<T> list) {
  if (list.empty()) refuse_setting(v, "at least one item expected");
  for (std::size_t i = 0; i < list.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (list[i] == list[j]) refuse_setting(v, "an item stands here twice");
  return list;
}

void set_mean_support(const Yaml& v, SettingTarget t) {
  t.filter.ibsi.mean_support = each_once(v, whole_list(v, 1, 999));
  for (const int support : t.filter.ibsi.mean_support)
    if (support % 2 == 0) refuse_setting(v, "meanSupport is an odd number of voxels");
}

void set_boundary(const Yaml& v, SettingTarget t) {
  const std::vector<std::string> known{"zero", "nearest", "periodic", "mirror"};
  const std::string word = setting_choice(v, known);
  t.filter.ibsi.boundary =
      static_cast<Boundary>(std::find(known.begin(), known.end(), word) - known.begin());
}

void set_pooling(const Yaml& v, SettingTarget t) {
  const std::vector<std::string> known{"none", "max", "average"};
  const std::string word = setting_choice(v, known);
  t.filter.ibsi.rotation_invariance =
      static_cast<Pooling>(std::find(known.begin(), known.end(), word) - known.begin());
}

// One order [1, 0, 0] or a list of them.
void set_riesz_order(const Yaml& v, SettingTarget t) {
  std::vector<Yaml> orders = setting_items(v);
  if (!orders.empty() && orders[0].kind == Yaml::Kind::scalar) orders = {v};
  std::vector<Index3> out;
  for (const Yaml& item : orders) {
    const auto numbers = whole_list(item, 0, 20);
    if (numbers.size() != 2 && numbers.size() != 3)
      refuse_setting(item, "two (slices) or three whole numbers expected, for example [1, 0, 0]");
    out.push_back({numbers[0], numbers[1], numbers.size() == 3 ? numbers[2] : 0});
  }
  t.filter.ibsi.riesz_orders = each_once(v, out);
}

void set_theta(const Yaml& v, SettingTarget t) {
  std::vector<double> degrees;
  for (const Yaml& item : setting_items(v)) degrees.push_back(number_setting(item, 0, 360));
  t.filter.ibsi.gabor.theta = each_once(v, degrees);
}

void set_theta_step(const Yaml& v, SettingTarget t) {
  t.filter.ibsi.gabor.theta_step = positive_setting(v);
  if (t.filter.ibsi.gabor.theta_step < 0.5 || t.filter.ibsi.gabor.theta_step > 360)
    refuse_setting(v, "degrees from 0.5 to 360 expected, found " + v.text);
  t.filter.ibsi.gabor.theta_step_given = true;
}

const SettingRow rows[] = {
    {"sigma", true, set_sigma},
    {"wavelet", true,
     [](const Yaml& v, SettingTarget t) { t.filter.wavelet = setting_choice(v, wavelet_names()); }},
    {"level", true,
     [](const Yaml& v, SettingTarget t) { t.filter.level = whole_setting(v, 1, 10); }},
    {"start_level", true,
     [](const Yaml& v, SettingTarget t) { t.filter.start_level = whole_setting(v, 0, 10); }},
    {"gradientUseSpacing", true,
     [](const Yaml& v, SettingTarget t) { t.filter.gradient_use_spacing = v.boolean(); }},
    {"lbp2DRadius", true,
     [](const Yaml& v, SettingTarget t) { t.filter.lbp_2d_radius = positive_setting(v); }},
    {"lbp2DSamples", true,
     [](const Yaml& v, SettingTarget t) { t.filter.lbp_2d_samples = whole_setting(v, 1, 1000); }},
    {"lbp2DMethod", true,
     [](const Yaml& v, SettingTarget t) {
       t.filter.lbp_2d_method = setting_choice(v, {"default", "ror", "uniform", "var"});
     }},
    {"lbp3DLevels", true,
     [](const Yaml& v, SettingTarget t) { t.filter.lbp_3d_levels = whole_setting(v, 1, 20); }},
    {"lbp3DIcosphereRadius", true,
     [](const Yaml& v, SettingTarget t) { t.filter.lbp_3d_radius = positive_setting(v); }},
    {"lbp3DIcosphereSubdivision", true,
     [](const Yaml& v, SettingTarget t) { t.filter.lbp_3d_subdivision = whole_setting(v, 0, 6); }},
    {"boundary", true, set_boundary},
    {"filterDimension", true,
     [](const Yaml& v, SettingTarget t) { t.filter.ibsi.dimension = whole_setting(v, 2, 3); },
     [](SettingTarget t) { t.filter.ibsi.dimension = 0; }},
    {"rotationInvariance", true, set_pooling},
    {"meanSupport", true, set_mean_support},
    {"logTruncation", true,
     [](const Yaml& v, SettingTarget t) { t.filter.ibsi.log_truncation = positive_setting(v); }},
    {"lawsKernel", true,
     [](const Yaml& v, SettingTarget t) { t.filter.ibsi.laws_kernels = each_once(v, v.words()); }},
    {"lawsEnergyDelta", true,
     [](const Yaml& v, SettingTarget t) {
       t.filter.ibsi.laws_energy_delta = whole_setting(v, 0, 499);
     },
     [](SettingTarget t) { t.filter.ibsi.laws_energy_delta.reset(); }},
    {"gaborSigma", true,
     [](const Yaml& v, SettingTarget t) { t.filter.ibsi.gabor.sigma = positive_setting(v); }},
    {"gaborLambda", true,
     [](const Yaml& v, SettingTarget t) { t.filter.ibsi.gabor.lambda = positive_setting(v); }},
    {"gaborGamma", true,
     [](const Yaml& v, SettingTarget t) { t.filter.ibsi.gabor.gamma = positive_setting(v); }},
    {"gaborTheta", true, set_theta},
    {"gaborThetaStep", true, set_theta_step},
    {"waveletBand", true,
     [](const Yaml& v, SettingTarget t) { t.filter.ibsi.wavelet_bands = each_once(v, v.words()); },
     [](SettingTarget t) { t.filter.ibsi.wavelet_bands.clear(); }},
    {"waveletLevel", true,
     [](const Yaml& v, SettingTarget t) {
       t.filter.ibsi.wavelet_levels = each_once(v, whole_list(v, 1, 10));
     }},
    {"simoncelliLevel", true,
     [](const Yaml& v, SettingTarget t) {
       t.filter.ibsi.simoncelli_levels = each_once(v, whole_list(v, 1, 10));
     }},
    {"rieszOrder", true, set_riesz_order},
    {"rieszOf", true,
     [](const Yaml& v, SettingTarget t) {
       t.filter.ibsi.riesz_of = setting_choice(v, {"Simoncelli", "TruncatedLoG"});
     }},
};

}  // namespace

std::span<const SettingRow> filter_setting_rows() { return rows; }

}  // namespace dlrr
