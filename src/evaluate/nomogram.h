// A logistic model as points that are added by hand: the variable whose effect spans the most over
// its range gives 0 to 100 points, all others in proportion, and the total is read as a risk.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "evaluate/paper_table.h"

namespace dlrr {

struct NomogramMark {
  std::string label;  // a level, or a value of a number
  double effect = 0;  // share of the logit
};

struct NomogramRow {
  std::string variable;
  std::vector<NomogramMark> marks;  // at least one; of a number, the ends of its range among them

  double lowest() const;   // effect of the mark with 0 points
  double highest() const;  // effect of the mark with the most points
};
// A number from `low` to `high`: its ends and round values between.
NomogramRow nomogram_number(const std::string& variable, double coefficient, double low,
                            double high);
// Levels with their coefficients; the reference has 0.
NomogramRow nomogram_levels(const std::string& variable, const std::vector<std::string>& levels,
                            const std::vector<double>& coefficients);

struct Nomogram {
  double intercept = 0;
  double points_per_logit = 0;  // 0 when no variable has an effect
  std::vector<NomogramRow> rows;

  // Of a value with this effect; never negative within the range of the row.
  double points(const NomogramRow& row, double effect) const;
  double most_points() const;  // largest total
  double risk(double total_points) const;
  double total_at(double risk) const;  // total at which that risk is reached
};
Nomogram nomogram(double intercept, std::vector<NomogramRow> rows);

// Points of every mark, then the totals of risks from 5 to 95 %.
PaperTable nomogram_table(const Nomogram& nomogram);

// {"intercept", "points_per_logit", "most_points", "rows": [{"variable", "marks": [{"label",
// "points"}]}], "risks": [{"risk", "total"}]}
Json to_json(const Nomogram& nomogram);

// Ends of a range and round values between them, about five in all.
std::vector<double> scale_marks(double low, double high);

}  // namespace dlrr
