// How numbers, shares, spreads and p are printed, by journal.
#pragma once

#include <cstddef>
#include <string>

namespace dlrr {

//          p               interval       spread       share        row of a table
//  plain   0.012, <0.001   1.10 to 2.30   57.3 ± 8.7   52 (28.9%)   age
//  jama    .01, <.001      1.10-2.30      57.3 (8.7)   52 (28.9)    age, mean (SD)
//  lancet  0·012, <0·0001  1·10–2·30      57·3 (8·7)   52 (28·9%)   age, mean (SD)
//
// jama: AMA Manual of Style, 11th ed. (2020): no zero before the point of a p, two decimals from
// .01, three below and where two would round it to .05; the row and not the cell has the percent
// sign. lancet: raised point, p with two significant figures. Both: an interval with a minus has
// "to"; no decimals of percentages where a group has fewer than 100 patients.
struct PrintStyle {
  enum class Journal { plain, jama, lancet };
  enum class Statistic { count, mean, median };
  Journal journal = Journal::plain;

  std::string number(double value, int decimals) const;  // "NA", "infinite"
  std::string value(double value) const;  // up to ten significant digits, as few as it takes
  std::string p(double value) const;
  std::string p_title() const;  // of the column
  std::string range(double lower, double upper, int decimals) const;
  std::string spread(double mean, double sd, int decimals) const;
  // "52 (28.9%)"; smallest: patients of the smallest group of the table. whole is not 0.
  std::string share(std::size_t part, std::size_t whole, std::size_t smallest) const;
  std::string row(const std::string& name, Statistic statistic) const;
};

}  // namespace dlrr
