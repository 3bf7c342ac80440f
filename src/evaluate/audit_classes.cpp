// Shares of a 2x2 table printed without the table: which tables give them, and when none does, what
// the columns must have been instead.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "evaluate/audit.h"

namespace dlrr {

namespace {

using Metric = Reading::Metric;
using Verdict = Finding::Verdict;

constexpr std::size_t kSearched = 500;  // patients up to which all class sizes are tried

double share(std::size_t part, std::size_t rest) {
  return part + rest == 0 ? std::numeric_limits<double>::quiet_NaN()
                          : static_cast<double>(part) / static_cast<double>(part + rest);
}

double metric(const ClassTable& t, Metric which) {
  switch (which) {
    case Metric::sensitivity: return share(t.tp, t.fn);
    case Metric::specificity: return share(t.tn, t.fp);
    case Metric::ppv: return share(t.tp, t.fp);
    case Metric::npv: break;
  }
  return share(t.tn, t.fn);
}

const char* metric_name(Metric which) {
  static constexpr std::array<const char*, 4> names = {"sensitivity", "specificity", "PPV", "NPV"};
  return names[static_cast<std::size_t>(which)];
}

bool fits(const ModelRow& row, const ClassTable& t, const Reading& reading) {
  const auto ok = [&](const Printed& p, Metric which) {
    return !p.given() || p.covers(metric(t, which));
  };
  return (!row.accuracy.given() || row.accuracy.covers(share(t.tp + t.tn, t.fp + t.fn))) &&
         ok(row.sensitivity, reading.sensitivity) && ok(row.specificity, reading.specificity) &&
         ok(row.ppv, reading.ppv) && ok(row.npv, reading.npv);
}

bool has_classes(const ModelRow& row) {
  return row.sensitivity.given() || row.specificity.given() || row.ppv.given() || row.npv.given();
}

bool fits_all(const ModelTable& table, const Reading& reading) {
  return std::all_of(table.rows.begin(), table.rows.end(), [&](const ModelRow& row) {
    const auto& cohort = table.cohorts[row.cohort];
    return !has_classes(row) || !class_tables(row, cohort.n, cohort.events, reading).empty();
  });
}

struct Headings {
  bool sensitivity = false, specificity = false, ppv = false, npv = false;
};

Headings headings_of(const ModelTable& table) {
  Headings out;
  for (const auto& row : table.rows) {
    out.sensitivity |= row.sensitivity.given();
    out.specificity |= row.specificity.given();
    out.ppv |= row.ppv.given();
    out.npv |= row.npv.given();
  }
  return out;
}

// "NPV is sensitivity, PPV is specificity", of the headings that are printed.
std::string reading_text(const Reading& r, const Headings& h) {
  std::vector<std::string> parts;
  const auto add = [&](bool printed, Metric heading, Metric is) {
    if (printed && heading != is)
      parts.push_back("'" + std::string(metric_name(heading)) + "' is " + metric_name(is));
  };
  add(h.npv, Metric::npv, r.npv);
  add(h.ppv, Metric::ppv, r.ppv);
  add(h.sensitivity, Metric::sensitivity, r.sensitivity);
  add(h.specificity, Metric::specificity, r.specificity);
  return join(parts, ", ");
}

// Other meanings of the headings under which every row is possible, as texts without repeats.
std::vector<std::pair<std::string, Reading>> other_readings(const ModelTable& table) {
  std::vector<std::pair<std::string, Reading>> out;
  const Headings h = headings_of(table);
  std::array<Metric, 4> order = {Metric::sensitivity, Metric::specificity, Metric::ppv,
                                 Metric::npv};
  while (std::next_permutation(order.begin(), order.end())) {
    const Reading reading{order[0], order[1], order[2], order[3]};
    const std::string text = reading_text(reading, h);
    const bool seen =
        std::any_of(out.begin(), out.end(), [&](const auto& o) { return o.first == text; });
    if (!text.empty() && !seen && fits_all(table, reading)) out.emplace_back(text, reading);
  }
  return out;
}

// The class sizes under which every row of the cohort is possible.
std::vector<std::string> splits(const ModelTable& table, std::size_t cohort,
                                const Reading& reading) {
  std::vector<std::string> out;
  const std::size_t n = table.cohorts[cohort].n;
  if (n > kSearched) return {"as given (too many patients to search)"};
  for (std::size_t events = 1; events < n; ++events) {
    const bool all = std::all_of(table.rows.begin(), table.rows.end(), [&](const ModelRow& row) {
      return row.cohort != cohort || !has_classes(row) ||
             !class_tables(row, n, events, reading).empty();
    });
    if (all) out.push_back(std::to_string(events) + "/" + std::to_string(n - events));
  }
  return out;
}

std::string printed_text(const ModelRow& row) {
  std::vector<std::string> parts;
  const auto add = [&](const char* name, const Printed& p) {
    if (p.given()) parts.push_back(name + (" " + p.text()));
  };
  add("accuracy", row.accuracy);
  add("sensitivity", row.sensitivity);
  add("specificity", row.specificity);
  add("PPV", row.ppv);
  add("NPV", row.npv);
  return join(parts, ", ");
}

std::string counts_text(const ClassTable& t) {
  return "TP " + std::to_string(t.tp) + ", FN " + std::to_string(t.fn) + ", TN " +
         std::to_string(t.tn) + ", FP " + std::to_string(t.fp);
}

std::string true_shares(const ClassTable& t) {
  return "PPV " + fixed_text(metric(t, Metric::ppv), 3) + ", NPV " +
         fixed_text(metric(t, Metric::npv), 3) + ", sensitivity " +
         fixed_text(metric(t, Metric::sensitivity), 3) + ", specificity " +
         fixed_text(metric(t, Metric::specificity), 3);
}

void audit_row(const ModelTable& table, const ModelRow& row, const Reading* other, Findings& out) {
  const auto& cohort = table.cohorts[row.cohort];
  const auto found = class_tables(row, cohort.n, cohort.events, Reading{});
  Finding finding{"classes", table.name, row.name, printed_text(row), {}, {}, {}};
  if (!found.empty()) {
    finding.recomputed = counts_text(found.front());
    finding.words = found.size() == 1 ? "the only table that fits"
                                      : std::to_string(found.size()) + " tables fit";
  } else {
    finding.verdict = Verdict::impossible;
    finding.words = "no table of " + std::to_string(cohort.events) + " events and " +
                    std::to_string(cohort.n - cohort.events) + " others gives this row";
    if (other) {
      const auto t = class_tables(row, cohort.n, cohort.events, *other).front();
      finding.recomputed = counts_text(t);
      finding.words += "; with the columns read as below: " + true_shares(t);
    }
  }
  out.push_back(finding);
}

}  // namespace

std::vector<ClassTable> class_tables(const ModelRow& row, std::size_t n, std::size_t events,
                                     const Reading& reading) {
  std::vector<ClassTable> out;
  for (std::size_t tp = 0; tp <= events; ++tp)
    for (std::size_t tn = 0; tn + events <= n; ++tn) {
      const ClassTable table{tp, events - tp, tn, n - events - tn};
      if (fits(row, table, reading)) out.push_back(table);
    }
  return out;
}

void audit_classes(const ModelTable& table, Findings& out) {
  if (std::none_of(table.rows.begin(), table.rows.end(), has_classes)) return;
  const bool possible = fits_all(table, Reading{});
  const auto others =
      possible ? std::vector<std::pair<std::string, Reading>>{} : other_readings(table);
  for (const auto& row : table.rows)
    if (has_classes(row)) audit_row(table, row, others.empty() ? nullptr : &others[0].second, out);
  for (const auto& [text, reading] : others) {
    std::vector<std::string> sizes;
    for (std::size_t c = 0; c < table.cohorts.size(); ++c) {
      const bool used = std::any_of(table.rows.begin(), table.rows.end(), [&](const ModelRow& row) {
        return row.cohort == c && has_classes(row);
      });
      if (used)
        sizes.push_back(table.cohorts[c].name + " " + join(splits(table, c, reading), " or "));
    }
    out.push_back({"headings", table.name, "all rows", "as headed", text, Verdict::impossible,
                   "read like this every row is possible, and with these class sizes only: " +
                       join(sizes, ", ")});
  }
}

}  // namespace dlrr
