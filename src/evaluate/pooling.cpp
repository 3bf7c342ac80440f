#include "evaluate/pooling.h"

#include <cmath>
#include <limits>

#include "base/error.h"
#include "evaluate/interval.h"
#include "port/distributions.h"

namespace dlrr {

Pooled pool(std::span<const double> estimates, std::span<const double> standard_errors,
            double df_complete) {
  if (estimates.size() < 2 || estimates.size() != standard_errors.size())
    throw Error(ErrorKind::internal, "pooling needs the fits of at least two completed tables");
  Pooled out;
  out.m = estimates.size();
  const auto m = static_cast<double>(out.m);
  out.estimate = mean_of(estimates);
  for (const double se : standard_errors) out.within += se * se / m;
  out.between = variance_of(estimates);
  out.total = out.within + (1 + 1 / m) * out.between;
  out.se = std::sqrt(out.total);
  out.riv = (1 + 1 / m) * out.between / out.within;
  out.lambda = (1 + 1 / m) * out.between / out.total;
  const double observed = (df_complete + 1) / (df_complete + 3) * df_complete * (1 - out.lambda);
  out.df_rubin = out.lambda > 0 ? (m - 1) / (out.lambda * out.lambda)
                                : std::numeric_limits<double>::infinity();
  out.df = out.lambda > 0 ? out.df_rubin * observed / (out.df_rubin + observed) : observed;
  out.fmi = (out.riv + 2 / (out.df + 3)) / (out.riv + 1);
  out.t = out.estimate / out.se;
  out.p = 2 * t_cdf(-std::abs(out.t), out.df);
  const double half = t_quantile(0.975, out.df) * out.se;
  out.lower = out.estimate - half;
  out.upper = out.estimate + half;
  return out;
}

Json to_json(const Pooled& pooled) {
  return Json::of({{"estimate", pooled.estimate},
                   {"se", pooled.se},
                   {"lower", pooled.lower},
                   {"upper", pooled.upper},
                   {"df", pooled.df},
                   {"p", pooled.p},
                   {"fmi", pooled.fmi},
                   {"m", pooled.m}});
}

}  // namespace dlrr
