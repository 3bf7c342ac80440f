// Cross-validated LASSO on the table that bench/lasso wrote: all folds together, one grid.
#include <fstream>

#include "base/error.h"
#include "ours/task.h"
#include "select/lasso.h"

namespace dlrr::bench {

namespace {

template <class Number>
std::vector<Number> read_numbers(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw Error(path.string() + ": not there");
  std::vector<Number> out(static_cast<std::size_t>(file.tellg()) / sizeof(Number));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(out.data()),
            static_cast<std::streamsize>(out.size() * sizeof(Number)));
  return out;
}

struct Problem {
  Matrix x;
  std::vector<double> y;
  std::vector<int> fold;
  LassoSettings settings;
  LassoCv result;
};

Json values_of(const LassoCv& cv) {
  std::vector<double> lambda;
  double kkt = 0;
  for (const auto& fit : cv.path.fits) {
    lambda.push_back(fit.lambda);
    kkt = std::max(kkt, fit.kkt);
  }
  const auto& best = cv.at_min();
  return Json::of({{"lambda", lambda},
                   {"mean", cv.mean},
                   {"min", cv.min},
                   {"one_se", cv.one_se},
                   {"kkt", kkt},
                   {"intercept", best.intercept},
                   {"features", std::vector<int>(best.features.begin(), best.features.end())},
                   {"coefficients", best.coefficients}});
}

}  // namespace

Work lasso_task(const std::filesystem::path& inputs, const Words& arguments) {
  auto problem = std::make_shared<Problem>();
  problem->y = read_numbers<double>(inputs / ("y_" + arguments.at(0) + ".f64"));
  problem->fold = read_numbers<int>(inputs / "fold.i32");
  problem->settings.family = lasso_family(arguments.at(0));
  const auto values = read_numbers<double>(inputs / "rows.f64");
  const std::size_t n = problem->y.size(), p = values.size() / n;
  problem->x = Matrix(n, p);
  for (std::size_t i = 0; i < n; ++i)
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(i * p), p, problem->x.row(i).begin());
  return {[problem] {
            problem->result =
                lasso_cross_validate(problem->x, problem->y, problem->fold, problem->settings);
          },
          [problem] { return values_of(problem->result); },
          {}};
}

}  // namespace dlrr::bench
