#include "evaluate/describe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "evaluate/spline_basis.h"

namespace dlrr {
namespace {

ClinicalColumns columns_y() {
  ClinicalColumns out;
  out.outcome = "y";
  return out;
}

TEST(ClinicalTables, AreReadAlikeWhateverTheSeparatorTheMarkAndTheLineEnd) {
  const auto plain =
      parse_clinical("id,sex,age,y\nA,f,1.5,0\nB,m,,1\nC,f,2.5,1\nD,m,3.5,0\n", "t", columns_y());
  const auto german = parse_clinical(
      "\xEF\xBB\xBFid;sex;age;y\r\nA;f;1,5;0\r\nB;\"m\";NA;1\r\nC;f;\"2,5\";1\r\nD;m;3,5;0\r\n",
      "t", columns_y());
  for (const auto* table : {&plain, &german}) {
    ASSERT_EQ(table->variables.size(), 3u);
    EXPECT_EQ(table->outcome, (std::vector<int>{0, 1, 1, 0}));
    EXPECT_EQ(table->variables[1].levels, (std::vector<std::string>{"f", "m"}));
    EXPECT_TRUE(table->variables[2].continuous);
    EXPECT_EQ(table->variables[2].values[0], 1.5);
    EXPECT_TRUE(std::isnan(table->variables[2].values[1]));
    EXPECT_EQ(table->variables[2].values[2], 2.5);
    EXPECT_EQ(table->variables[2].missing, 1u);
  }
}

TEST(ClinicalTables, LearnOnTheSetCalledTrain) {
  ClinicalColumns columns = columns_y();
  columns.by = "set";
  const auto table =
      parse_clinical("set,x,y\ntest,1,0\ntraining,2,1\ntraining,3,0\n", "t", columns);
  EXPECT_EQ(table.train, 0u);
  EXPECT_EQ(table.sets, (std::vector<std::string>{"training", "test"}));
  EXPECT_EQ(table.set_of, (std::vector<std::size_t>{1, 0, 0}));
  columns.train = "tset";
  EXPECT_THROW(parse_clinical("set,x,y\ntest,1,0\ntraining,2,1\n", "t", columns), Error);
}

TEST(PrintStyles, FollowTheirJournals) {
  using Journal = PrintStyle::Journal;
  const PrintStyle plain{Journal::plain}, jama{Journal::jama}, lancet{Journal::lancet};
  EXPECT_EQ(plain.p(0.0123), "0.012");
  EXPECT_EQ(plain.p(0.0001), "<0.001");
  EXPECT_EQ(jama.p(0.0123), ".01");
  EXPECT_EQ(jama.p(0.0043), ".004");
  EXPECT_EQ(jama.p(0.0492), ".049");  // two decimals would say .05
  EXPECT_EQ(jama.p(0.0511), ".05");
  EXPECT_EQ(jama.p(0.0001), "<.001");
  EXPECT_EQ(jama.p(0.997), ">.99");
  EXPECT_EQ(lancet.p(0.2035), "0·20");
  EXPECT_EQ(lancet.p(0.0123), "0·012");
  EXPECT_EQ(lancet.p(0.0996), "0·10");
  EXPECT_EQ(lancet.p(0.00478), "0·0048");
  EXPECT_EQ(lancet.p(0.000234), "0·0002");
  EXPECT_EQ(lancet.p(0.04998), "0·04998");
  EXPECT_EQ(lancet.p(0.00001), "<0·0001");
  EXPECT_EQ(plain.range(1.1, 2.3, 2), "1.10 to 2.30");
  EXPECT_EQ(jama.range(1.1, 2.3, 2), "1.10-2.30");
  EXPECT_EQ(lancet.range(1.1, 2.3, 2), "1·10–2·30");
  EXPECT_EQ(jama.range(-1.1, 2.3, 2), "-1.10 to 2.30");
  EXPECT_EQ(lancet.range(-1.1, 2.3, 2), "-1·10 to 2·30");
  EXPECT_EQ(plain.number(std::nan(""), 2), "NA");
  EXPECT_EQ(plain.number(-0.001, 2), "0.00");
  EXPECT_EQ(plain.value((0.42 + 0.539) / 2), "0.4795");
  EXPECT_EQ(plain.value((42.6 + 42.7) / 2), "42.65");  // 42.650000000000006 in full
  EXPECT_EQ(plain.value(-1.5e-7), "-1.5e-07");
  EXPECT_EQ(plain.value(123456), "123456");
  EXPECT_EQ(lancet.value(27.5), "27·5");
}

TEST(PrintStyles, SayWhatACellHoldsWhereTheJournalDoes) {
  using Journal = PrintStyle::Journal;
  using Statistic = PrintStyle::Statistic;
  const PrintStyle plain{Journal::plain}, jama{Journal::jama}, lancet{Journal::lancet};
  EXPECT_EQ(plain.spread(57.31, 8.66, 1), "57.3 ± 8.7");
  EXPECT_EQ(jama.spread(57.31, 8.66, 1), "57.3 (8.7)");
  EXPECT_EQ(lancet.spread(57.31, 8.66, 1), "57·3 (8·7)");
  EXPECT_EQ(plain.share(52, 180, 60), "52 (28.9%)");
  EXPECT_EQ(jama.share(52, 180, 180), "52 (28.9)");
  EXPECT_EQ(jama.share(52, 180, 60), "52 (29)");
  EXPECT_EQ(lancet.share(52, 180, 180), "52 (28·9%)");
  EXPECT_EQ(lancet.share(52, 180, 60), "52 (29%)");
  EXPECT_EQ(plain.row("age", Statistic::mean), "age");
  EXPECT_EQ(jama.row("sex: male", Statistic::count), "sex: male, No. (%)");
  EXPECT_EQ(lancet.row("sex: male", Statistic::count), "sex: male, n (%)");
  EXPECT_EQ(lancet.row("afp", Statistic::median), "afp, median (IQR)");
  EXPECT_EQ(plain.p_title() + jama.p_title() + lancet.p_title(), "pP valuep value");
}

// A skewed variable whose plain columns nearly follow from each other: one value lies far out.
TEST(Splines, PartsOfASkewedVariableGiveTheModelOfItsColumns) {
  std::vector<double> x;
  std::vector<int> y;
  for (int i = 0; i < 120; ++i) {
    x.push_back(std::exp(0.05 * i) + (i == 119 ? 5000 : 0));
    y.push_back(i * 7 % 10 < (i < 40 ? 2 : i < 80 ? 5 : 4) ? 1 : 0);
  }
  const auto knots = spline_knots(x);
  const Matrix basis = spline_basis(x, knots), parts = spline_parts(x, knots);
  for (std::size_t j = 1; j < parts.columns(); ++j)
    for (std::size_t k = 0; k <= j; ++k) {
      double sum = 0, product = 0, size = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        sum += parts(i, j);
        product += parts(i, j) * (k < j ? parts(i, k) : 0);
        size = std::max(size, std::abs(parts(i, j)) * std::max(1.0, std::abs(parts(i, k))));
      }
      EXPECT_NEAR(sum, 0, 1e-9 * size);
      EXPECT_NEAR(product, 0, 1e-9 * size);
    }
  const LogisticTerms by_parts = logistic_terms(parts, y);
  ASSERT_TRUE(by_parts.estimable && !by_parts.separated) << by_parts.reason;
  // Both span the same space: the columns of one follow from those of the other.
  Matrix both(x.size(), 2 * basis.columns());
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < basis.columns(); ++j) {
      both(i, j) = parts(i, j);
      both(i, basis.columns() + j) = basis(i, j);
    }
  EXPECT_EQ(dependent_columns(both).size(), basis.columns());
}

TEST(Splines, AreCubicBetweenTheKnotsAndStraightBeyond) {
  const std::vector<double> knots = {1, 3, 4, 7};
  const auto second = [&](double x, std::size_t column) {
    const double h = 1e-3;
    const std::vector<double> at = {x - h, x, x + h};
    const Matrix b = spline_basis(at, knots);
    return (b(0, column) - 2 * b(1, column) + b(2, column)) / (h * h);
  };
  for (const std::size_t column : {1u, 2u}) {
    for (const double x : {-5.0, 0.5, 7.5, 20.0}) EXPECT_NEAR(second(x, column), 0, 1e-6) << x;
    for (const double knot : knots)  // the second derivative does not jump
      EXPECT_NEAR(second(knot - 0.01, column), second(knot + 0.01, column), 0.05) << knot;
    EXPECT_GT(std::abs(second(3.5, column)), 0.01);
  }
  EXPECT_TRUE(spline_knots(std::vector<double>{1, 1, 1, 1, 2}).empty());
}

TEST(CutPoints, TurnRoundWithTheVariable) {
  const std::vector<double> x = {1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<int> y = {0, 0, 0, 1, 0, 1, 1, 1};
  const CutPoint up = cut_point(x, y);
  EXPECT_TRUE(up.event_above);
  std::vector<double> negated;
  for (const double v : x) negated.push_back(-v);
  const CutPoint down = cut_point(negated, y);
  EXPECT_FALSE(down.event_above);
  EXPECT_DOUBLE_EQ(up.youden, down.youden);
  EXPECT_NEAR(up.auc + down.auc, 1, 1e-15);
}

std::string made_table(bool with_test_rows) {
  std::string out = "set,age,stage,gap,y\n";
  for (int i = 0; i < 60; ++i) {
    const int y = (i * 7 + i / 5) % 3 == 0;
    out += "train," + std::to_string(40 + (i * 13) % 31 + 4 * y) + "," + (i % 4 == 0 ? "II" : "I") +
           "," + (i % 3 == 0 ? "" : std::to_string(i % 10)) + "," + std::to_string(y) + "\n";
  }
  for (int i = 0; i < 30; ++i)
    out += "test," + std::to_string(with_test_rows ? 90 + i : 50 + i) + "," + (i % 2 ? "I" : "II") +
           "," + std::to_string(i % 7) + "," + std::to_string(i % 2) + "\n";
  return out;
}

ClinicalDescription describe_text(const std::string& text) {
  ClinicalColumns columns = columns_y();
  columns.by = "set";
  return describe_clinical(parse_clinical(text, "t", columns), {});
}

TEST(Descriptions, LearnNothingFromOtherSets) {
  const auto a = describe_text(made_table(false)), b = describe_text(made_table(true));
  ASSERT_EQ(a.tables.size(), b.tables.size());
  for (std::size_t t = 0; t < a.tables.size(); ++t) {
    const auto& name = a.tables[t].name;
    const bool learned = name == "regression" || name == "nomogram" || name == "cutpoints";
    const bool same = a.tables[t].rows == b.tables[t].rows;
    EXPECT_TRUE(same || !learned) << name;
    EXPECT_FALSE(same && name == "baseline");
  }
}

TEST(Descriptions, DoNotDependOnTheOrderOfTheRows) {
  auto lines = split(made_table(false), '\n');
  lines.pop_back();  // what follows the last line end
  const auto a = describe_text(join(lines, "\n") + "\n");
  std::reverse(lines.begin() + 1, lines.end());
  std::rotate(lines.begin() + 1, lines.begin() + 40, lines.end());
  const auto b = describe_text(join(lines, "\n") + "\n");
  ASSERT_EQ(a.tables.size(), b.tables.size());
  for (std::size_t t = 0; t < a.tables.size(); ++t)
    EXPECT_EQ(a.tables[t].rows, b.tables[t].rows) << a.tables[t].name;
  EXPECT_EQ(a.warnings, b.warnings);
}

const PaperTable& table_of(const ClinicalDescription& found, const std::string& name) {
  for (const auto& table : found.tables)
    if (table.name == name) return table;
  throw std::out_of_range("no table " + name);
}

TEST(Descriptions, LeaveVariablesWithManyGapsOutOfModels) {
  const auto found = describe_text(made_table(false));
  EXPECT_EQ(table_of(found, "missing").rows[2].back(), "dropped");
  for (const auto& row : table_of(found, "regression").rows)
    EXPECT_EQ(row[1].find("gap"), std::string::npos);
}

TEST(Descriptions, EveryRowIsAsLongAsItsHeaderAndNoCellIsNaN) {
  for (const auto& table : describe_text(made_table(false)).tables)
    for (const auto& row : table.rows) {
      EXPECT_EQ(row.size(), table.header.size()) << table.name;
      for (const auto& cell : row) EXPECT_EQ(cell.find("nan"), std::string::npos) << table.name;
    }
}

TEST(Descriptions, GiveNullWithAReasonForWhatCannotBeHad) {
  ClinicalColumns columns = columns_y();
  columns.by = "set";
  const std::string text =
      "set,x,z,y\ntrain,1,2,0\ntrain,2,1,1\ntrain,3,4,0\ntrain,4,3,1\ntest,,1,1\ntest,,2,0\n";
  const Json found = to_json(describe_clinical(parse_clinical(text, "t", columns), {}));
  EXPECT_TRUE(found.at("numbers").at("baseline").at("x").at("p").is_null());
  ASSERT_GE(found.at("gaps").size(), 1u);
  for (const Json& gap : found.at("gaps").as_array())
    EXPECT_NE(gap.at("reason").as_string(), "not estimable from these patients")
        << gap.at("at").as_string();
  EXPECT_EQ(found.at("gaps").as_array()[0].at("at").as_string(), "baseline.x.p");
}

// Other rows are completed by models of the training rows, and their outcomes are not looked at.
TEST(Descriptions, CompleteEveryRowAndNeverReadTheOutcomesOfOtherSets) {
  ClinicalColumns columns = columns_y();
  columns.by = "set";
  std::string text = "set,age,stage,y\n", turned = text;
  for (int i = 0; i < 60; ++i) {
    const bool train = i < 40;
    const std::string row = std::string(train ? "train," : "test,") +
                            (i % 6 == 1 ? "" : std::to_string(40 + (i * 13) % 31)) + "," +
                            (i % 7 == 2 ? "" : std::string(1, static_cast<char>('A' + i % 3))) +
                            ",";
    const int y = (i * 7 + i / 5) % 3 == 0;
    text += row + std::to_string(y) + "\n";
    turned += row + std::to_string(train ? y : 1 - y) + "\n";
  }
  DescribeOptions options;
  options.imputations = 3;
  const auto a = describe_clinical(parse_clinical(text, "t", columns), options),
             b = describe_clinical(parse_clinical(turned, "t", columns), options);
  ASSERT_EQ(a.completed.size(), 3u);
  for (std::size_t k = 0; k < 3; ++k)
    for (std::size_t v = 0; v < 2; ++v) {
      EXPECT_EQ(a.completed[k].variables[v].values, b.completed[k].variables[v].values);
      for (const double value : a.completed[k].variables[v].values) EXPECT_FALSE(std::isnan(value));
    }
}

TEST(PaperTables, EscapeWhatTheirFormatsTakeForMarks) {
  const PaperTable table{"t", "A & B", {"x < y", "50%"}, {{"a_b", "<0.001"}}, {"|x|"}};
  EXPECT_NE(html_page(table).find("<td>&lt;0.001</td>"), std::string::npos);
  const std::string tex = latex_text(table);
  EXPECT_NE(tex.find("A \\& B"), std::string::npos);
  EXPECT_NE(tex.find("50\\%"), std::string::npos);
  EXPECT_NE(tex.find("a\\_b & $<$0.001 \\\\"), std::string::npos);
  EXPECT_NE(tex.find("\\textbar{}x\\textbar{}"), std::string::npos);
}

}  // namespace
}  // namespace dlrr
