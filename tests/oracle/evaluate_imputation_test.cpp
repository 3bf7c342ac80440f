// Rubin's rules and chained equations against R's mice (shared/data/oracles/06).
#include "evaluate/imputation.h"

#include "evaluate/pooling.h"
#include "evaluate/regression.h"
#include "oracle/evaluate_data.h"

namespace dlrr::oracle {
namespace {

struct Setup {
  std::string table, outcome;
  std::vector<std::string> terms;
  bool logistic;
};
const Setup kPima = {"pima_tr2", "y", {"glu", "bp", "skin", "bmi", "age"}, true};
const Setup kNhanes = {"nhanes2", "chl", {"age2", "age3", "bmi"}, false};

struct Fit {
  std::vector<double> coefficient, se;
};

Fit fit(const Setup& setup, const std::vector<std::vector<double>>& x,
        const std::vector<double>& y) {
  Matrix covariates(y.size(), x.size());
  for (std::size_t j = 0; j < x.size(); ++j)
    for (std::size_t i = 0; i < y.size(); ++i) covariates(i, j) = x[j][i];
  if (!setup.logistic) {
    const auto model = linear_terms(covariates, y);
    return {model.coefficient, model.se};
  }
  const std::vector<int> outcome(y.begin(), y.end());
  const auto model = logistic_terms(covariates, outcome);
  return {model.coefficient, model.se};
}

std::vector<Pooled> pool_all(const std::vector<Fit>& fits, double df) {
  std::vector<Pooled> out;
  for (std::size_t t = 0; t < fits[0].coefficient.size(); ++t) {
    std::vector<double> estimate, se;
    for (const auto& f : fits) {
      estimate.push_back(f.coefficient[t]);
      se.push_back(f.se[t]);
    }
    out.push_back(pool(estimate, se, df));
  }
  return out;
}

void check_setup(const Setup& setup, const Json& wanted) {
  EXPECT_EQ(wanted.at("family").as_string(), setup.logistic ? "binomial" : "gaussian");
  EXPECT_EQ(wanted.at("model").as_string(), setup.outcome + " ~ " + join(setup.terms, " + "));
  ASSERT_EQ(wanted.at("term").size(), setup.terms.size() + 1);
  for (std::size_t t = 0; t < setup.terms.size(); ++t)
    EXPECT_EQ(wanted.at("term").as_array()[t + 1].as_string(), setup.terms[t]);
}

void check_pooling(const Setup& setup) {
  const Json all = expected("06_logistic_mi");
  const Json& wanted = all.at("multiple_imputation").at(setup.table).at("pooled");
  std::vector<Fit> fits;
  for (int k = 1; k <= 5; ++k) {
    const Csv csv = read_csv(folder("06_logistic_mi") /
                             ("mi_" + setup.table + "_completed_" + std::to_string(k) + ".csv"));
    std::vector<std::vector<double>> x;
    for (const auto& term : setup.terms) x.push_back(numbers(csv, term));
    fits.push_back(fit(setup, x, numbers(csv, setup.outcome)));
  }
  EXPECT_EQ(all.at("multiple_imputation").at(setup.table).at("m").as_integer(), 5);
  check_setup(setup, all.at("multiple_imputation").at(setup.table));
  const Json& single = all.at("multiple_imputation").at(setup.table).at("per_imputation");
  for (std::size_t k = 0; k < fits.size(); ++k)
    for (std::size_t t = 0; t < fits[k].coefficient.size(); ++t) {
      const auto& want = single.as_array()[k];
      const std::string where = setup.table + " fit " + std::to_string(k);
      const double coefficient = number(want.at("coef").as_array()[t]);
      const double se = number(want.at("se").as_array()[t]);
      EXPECT_NEAR(fits[k].coefficient[t], coefficient, 1e-8 * std::abs(coefficient)) << where;
      EXPECT_NEAR(fits[k].se[t], se, 1e-6 * se) << where;
    }
  const auto pooled = pool_all(fits, number(wanted.at("df_complete")));
  for (std::size_t t = 0; t < pooled.size(); ++t) {
    const std::string where = setup.table + " term " + std::to_string(t);
    const auto near = [&](const char* key, double found, double tolerance) {
      const Json& want = wanted.at(key).as_array()[t];
      expect_near(found, want, tolerance * std::abs(number(want)), where + " " + key);
    };
    near("estimate", pooled[t].estimate, 1e-8);
    near("se", pooled[t].se, 1e-8);
    near("within", pooled[t].within, 1e-7);
    near("between", pooled[t].between, 1e-7);
    near("total", pooled[t].total, 1e-7);
    near("riv", pooled[t].riv, 1e-6);
    near("lambda", pooled[t].lambda, 1e-6);
    near("fmi", pooled[t].fmi, 1e-6);
    near("df_rubin1987", pooled[t].df_rubin, 1e-6);
    near("df_barnard_rubin", pooled[t].df, 1e-6);
    near("t", pooled[t].t, 1e-7);
    near("p", pooled[t].p, 1e-6);
    near("ci_lower", pooled[t].lower, 1e-6);
    near("ci_upper", pooled[t].upper, 1e-6);
  }
}

TEST(ImputationOracle, PoolingIsThatOfMice) {
  DLRR_NEEDS_ORACLE("06_logistic_mi");
  check_pooling(kPima);
  check_pooling(kNhanes);
}

void check_chains(const Setup& setup, const std::vector<std::string>& binary) {
  const Json all = expected("06_logistic_mi");
  const Json& mi = all.at("multiple_imputation").at(setup.table);
  const Csv csv = read_csv(folder("06_logistic_mi") / ("mi_" + setup.table + "_incomplete.csv"));
  std::vector<ImputedColumn> columns;
  for (const auto& name : csv.header) {
    const bool two = std::find(binary.begin(), binary.end(), name) != binary.end();
    columns.push_back({numbers(csv, name), two ? 2u : 0u});
  }
  ImputationPlan plan;
  plan.tables = 40;
  std::vector<Fit> fits;
  for (const auto& table : impute(columns, std::vector<bool>(csv.rows.size(), true), plan)) {
    std::vector<std::vector<double>> x;
    for (const auto& term : setup.terms) x.push_back(table[csv.column(term)]);
    fits.push_back(fit(setup, x, table[csv.column(setup.outcome)]));
  }
  const auto pooled = pool_all(fits, number(mi.at("pooled").at("df_complete")));
  const Json& spread = mi.at("pooled_over_20_seeds");
  for (std::size_t t = 0; t < pooled.size(); ++t)
    expect_near(pooled[t].estimate, spread.at("estimate_mean").as_array()[t],
                4 * number(spread.at("estimate_sd").as_array()[t]),
                setup.table + " term " + std::to_string(t));
  for (std::size_t t = 0; t < pooled.size(); ++t)
    expect_near(pooled[t].se, spread.at("se_mean").as_array()[t],
                4 * number(spread.at("se_sd").as_array()[t]),
                setup.table + " se of term " + std::to_string(t));
}

// The five completed tables that pooling reads are those whose imputed means R wrote down.
void check_completed(const Setup& setup, const std::string& name, const std::vector<double>& gappy,
                     const Json& means) {
  for (std::size_t k = 0; k < means.size(); ++k) {
    const Csv csv = read_csv(folder("06_logistic_mi") / ("mi_" + setup.table + "_completed_" +
                                                         std::to_string(k + 1) + ".csv"));
    const auto whole = numbers(csv, name);
    std::vector<double> imputed;
    for (std::size_t r = 0; r < whole.size(); ++r)
      if (std::isnan(gappy[r])) imputed.push_back(whole[r]);
    expect_near(mean_of(imputed), means.as_array()[k], 1e-10, setup.table + name);
  }
}

// Shares of gaps, the complete rows' model, and that matching draws observed values only.
void check_gaps(const Setup& setup) {
  const Json all = expected("06_logistic_mi");
  const Json& mi = all.at("multiple_imputation").at(setup.table);
  const Csv csv = read_csv(folder("06_logistic_mi") / ("mi_" + setup.table + "_incomplete.csv"));
  std::vector<ImputedColumn> columns;
  for (const auto& name : csv.header) columns.push_back({numbers(csv, name), 0});
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto& values = columns[c].values;
    const auto gaps = std::count_if(values.begin(), values.end(), [](double v) { return v != v; });
    expect_near(static_cast<double>(gaps) / static_cast<double>(values.size()),
                mi.at("missing_share").at(csv.header[c]), 1e-12, setup.table + csv.header[c]);
  }
  for (const Json& seen : mi.at("imputation_sanity").as_array()) {
    const std::string name = seen.at("variable").as_string();
    std::vector<double> values = columns[csv.column(name)].values;
    std::erase_if(values, [](double v) { return v != v; });
    expect_near(mean_of(values), seen.at("observed_mean"), 1e-10, setup.table + name + " mean");
    expect_near(std::sqrt(variance_of(values)), seen.at("observed_sd"), 1e-10, setup.table + name);
    EXPECT_TRUE(seen.at("all_imputed_are_observed_values").as_bool()) << name;
    check_completed(setup, name, columns[csv.column(name)].values, seen.at("imputed_mean_per_m"));
  }
  const auto filled = impute(columns, std::vector<bool>(csv.rows.size(), true), {2, 3, 5});
  for (const auto& table : filled)
    for (std::size_t c = 0; c < columns.size(); ++c)
      for (const double v : table[c]) {
        const auto& seen = columns[c].values;
        EXPECT_NE(std::find(seen.begin(), seen.end(), v), seen.end()) << setup.table << c;
      }
  std::vector<std::vector<double>> x(setup.terms.size());
  std::vector<double> y;
  for (std::size_t r = 0; r < csv.rows.size(); ++r) {
    std::vector<double> row = {columns[csv.column(setup.outcome)].values[r]};
    for (const auto& term : setup.terms) row.push_back(columns[csv.column(term)].values[r]);
    if (std::any_of(row.begin(), row.end(), [](double v) { return v != v; })) continue;
    y.push_back(row[0]);
    for (std::size_t t = 0; t < x.size(); ++t) x[t].push_back(row[t + 1]);
  }
  const Fit found = fit(setup, x, y);
  const Json& wanted = mi.at("complete_case");
  expect_near(static_cast<double>(y.size()), wanted.at("n"), 0, setup.table);
  for (std::size_t t = 0; t < found.coefficient.size(); ++t) {
    const Json& coefficient = wanted.at("coef").as_array()[t];
    expect_near(found.coefficient[t], coefficient, 1e-8 * std::abs(number(coefficient)),
                setup.table + " complete rows");
    const Json& se = wanted.at("se").as_array()[t];
    expect_near(found.se[t], se, 1e-6 * number(se), setup.table + " complete rows, se");
  }
}

TEST(ImputationOracle, GapsAndCompleteRowsAreThoseOfR) {
  DLRR_NEEDS_ORACLE("06_logistic_mi");
  check_gaps(kPima);
  check_gaps(kNhanes);
}

TEST(ImputationOracle, ChainsLandWhereThoseOfMiceLand) {
  DLRR_NEEDS_ORACLE("06_logistic_mi");
  check_chains(kPima, {"y"});
  check_chains(kNhanes, {"y", "age2", "age3"});
}

}  // namespace
}  // namespace dlrr::oracle
