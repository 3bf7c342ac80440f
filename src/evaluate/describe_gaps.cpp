// Why a value of description.json is not there.
#include <array>
#include <string_view>

#include "evaluate/describe.h"

namespace dlrr {

namespace {

struct Reason {
  std::string_view part, end, text;  // the first row that begins and ends the place counts
};

constexpr std::array<Reason, 28> kReasons{{
    {"baseline.", "].sd", "fewer than two values in this group"},
    {"baseline.", ".smd", "no spread in the two groups, or a group without values"},
    {"baseline.", ".shapiro_p", "fewer than 3 or more than 5000 values, or all alike"},
    {"baseline.", ".checks.skewness", "all residuals are alike"},
    {"baseline.", ".shapiro.w", "fewer than 3 or more than 5000 values, or all alike"},
    {"baseline.", ".shapiro.p", "fewer than 3 or more than 5000 values, or all alike"},
    {"baseline.", ".lilliefors.d", "fewer than 5 values, or all alike"},
    {"baseline.", ".lilliefors.p", "fewer than 5 values, or all alike"},
    {"baseline.", ".brown_forsythe.f", "too few values, or distances from the centre all alike"},
    {"baseline.", ".levene.f", "too few values, or distances from the centre all alike"},
    {"baseline.", ".bartlett.k2", "a group with one value or no spread"},
    {"baseline.", ".bartlett.p", "a group with one value or no spread"},
    {"baseline.", ".p", "a group without (enough) values, one level only, or no spread"},
    {"baseline.", ".statistic", "a group without (enough) values, or no spread"},
    {"baseline.", ".chi2", "one level or one group only"},
    {"baseline.", ".smallest_expected", "one level or one group only"},
    {"baseline.", "", "no values in this group"},
    {"regression.variance_inflation", "", "variables that follow from each other"},
    {"regression.pooled", "", "the model is not estimable in a completed table"},
    {"regression.", ".lower", "the likelihood has no end on this side"},
    {"regression.", ".upper", "the likelihood has no end on this side"},
    {"regression.", "", "the model is not estimable"},
    {"cutpoints.", ".aic_spline", "the knots coincide, or the spline model separates the outcomes"},
    {"cutpoints.", ".p_not_straight",
     "the knots coincide, or the spline model separates the outcomes"},
    {"cutpoints.", "", "the model is not estimable"},
    {"agreement.", ".agreement", "no patient was read twice"},
    {"agreement.", "", "no patient was read twice, or both readers use one level only"},
    {"nomogram", "", "the joint model is not estimable"},
}};

}  // namespace

std::string description_gap(const std::string& place) {
  for (const Reason& row : kReasons)
    if (place.starts_with(row.part) && place.ends_with(row.end)) return std::string(row.text);
  return "not estimable from these patients";
}

}  // namespace dlrr
