// Why a value of evaluation.json is not there.
#include <array>
#include <string_view>

#include "evaluate/evaluation.h"

namespace dlrr {
namespace {

struct Reason {
  std::string_view within, and_within, text;  // the first row whose words stand in the place counts
};

constexpr std::array<Reason, 26> kReasons{{
    {".auc.bootstrap", "", "no replicate, or one class only"},
    {".roc", "", "one class only: a share of no patients"},
    {".auc_at", "", "no case until that time, nobody watched after it, or no replicate"},
    {".survival.groups", ".median.estimate", "not reached"},
    {".survival.groups", ".median.upper", "the band does not fall to one half"},
    {".survival.groups", ".median.lower", "the band does not fall to one half"},
    {".survival.curve", ".median", "not reached"},
    {".curve", ".lower", "the log-log band is not defined where the curve is 1 or 0"},
    {".curve", ".upper", "the log-log band is not defined where the curve is 1 or 0"},
    {".proportional_hazards", "", "no Cox model, or all events at one time"},
    {".log_rank", "", "one group only, or no event"},
    {".uno_c", "", "no usable pair of patients, or no replicate"},
    {".harrell_c", "", "no usable pair of patients"},
    {".cox", "", "the Cox model is not estimable"},
    {".hazard_ratio", "", "the Cox model is not estimable"},
    {".hosmer_lemeshow", ".p_development",
     "two groups or fewer, or patients where none is expected"},
    {".hosmer_lemeshow", "", "patients in a cell where none is expected: no chi-squared"},
    {".calibration", "", "one class only, a constant risk, or risks that separate the outcomes"},
    {".scaled_brier", "", "one class only: the prevalence has no error to compare with"},
    {".auc", "", "one class only, or fewer than two patients in a class"},
    {".operating", "", "a share of no patients: the denominator is 0"},
    {".delong", "", "the standard error is 0, or a class has fewer than two patients"},
    {".nri", "", "the standard error is 0, or one class only"},
    {".idi", "", "the standard error is 0, or one class only"},
    {".net_benefit", "", "no replicate"},
    {".decision", "", "no replicate"},
}};

}  // namespace

std::string evaluation_gap(const std::string& place) {
  const std::string from_root = "." + place;
  for (const Reason& row : kReasons)
    if (from_root.find(row.within) != place.npos && from_root.find(row.and_within) != place.npos)
      return std::string(row.text);
  return "not estimable from these patients";
}

}  // namespace dlrr
