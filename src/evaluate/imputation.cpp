#include "evaluate/imputation.h"

#include "base/parallel.h"
#include "evaluate/imputation_chain.h"

namespace dlrr {

std::vector<std::vector<std::vector<double>>> impute(const std::vector<ImputedColumn>& columns,
                                                     const std::vector<bool>& training,
                                                     const ImputationPlan& plan) {
  std::vector<std::vector<std::vector<double>>> out(plan.tables);
  parallel_for(plan.tables, plan.threads, [&](std::size_t k) {
    Chain chain(columns, training, plan, k);
    for (std::size_t i = 0; i < plan.iterations; ++i) chain.iterate();
    out[k] = chain.table();
  });
  return out;
}

}  // namespace dlrr
