// dlrr conformance: the reference values of the IBSI, checked on the user's own copy of them.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/error.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/text.h"
#include "command/command.h"
#include "feature/conformance/conformance.h"
#include "port/json_text.h"

namespace dlrr {

namespace {

struct Checked {
  ConformanceCase one;
  ConformanceResult result;
  std::string error;
  double seconds = 0;
};

void check(Checked& c) {
  const auto start = std::chrono::steady_clock::now();
  try {
    c.result = c.one.run();
  } catch (const Error& e) {
    c.error = e.what();
  }
  c.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool conforms(const Checked& c) {
  return c.error.empty() && c.result.compared > 0 && c.result.misses.empty();
}

std::string words(const ConformanceMiss& miss) {
  return miss.name + ": got " + number_text(miss.got) + ", expected " + number_text(miss.want) +
         " within " + number_text(miss.tolerance);
}

std::string padded_text(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size() + 1), ' ');
  return text;
}

struct Total {
  std::size_t compared = 0, within = 0;
};

// Calls heading(suite) before the first case of a suite, line(case) for each, and
// end(suite, total) after the last.
template <class Heading, class Line, class End>
void by_suite(const std::vector<Checked>& all, Heading heading, Line line, End end) {
  Total total;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string& suite = all[i].one.suite;
    if (i == 0 || all[i - 1].one.suite != suite) {
      heading(suite);
      total = {};
    }
    line(all[i]);
    total.compared += all[i].result.compared;
    total.within += all[i].result.within();
    if (i + 1 == all.size() || all[i + 1].one.suite != suite) end(suite, total);
  }
}

std::string as_text(const std::vector<Checked>& all) {
  std::string out;
  by_suite(
      all,
      [&](const std::string& suite) {
        out += suite + "\n  " + padded_text("configuration", 16) + padded_text("compared", 10) +
               padded_text("within", 8) + padded_text("seconds", 9) + "what it does\n";
      },
      [&](const Checked& c) {
        out += "  " + padded_text(c.one.configuration, 16) +
               padded_text(std::to_string(c.result.compared), 10) +
               padded_text(std::to_string(c.result.within()), 8) +
               padded_text(fixed_text(c.seconds, 1), 9) + c.one.about + "\n";
        for (const ConformanceMiss& miss : c.result.misses) out += "    " + words(miss) + "\n";
        if (!c.error.empty()) out += "    failed: " + c.error + "\n";
      },
      [&](const std::string&, const Total& total) {
        out += "  " + padded_text("all", 16) + padded_text(std::to_string(total.compared), 10) +
               std::to_string(total.within) + "\n\n";
      });
  return out;
}

// No times: the page is committed, and it changes only when a value does.
std::string as_markdown(const std::vector<Checked>& all) {
  std::string out =
      "# Conformance with the IBSI\n\n"
      "Written by `dlrr conformance --data DIR --markdown`. `DIR` holds the folders `ibsi1` and "
      "`ibsi2`: the phantoms,\nresponse maps and reference values that the Image Biomarker "
      "Standardisation Initiative publishes. They are not\npart of this repository (the chest CT "
      "is for non-commercial use).\n\n"
      "A value is within when, rounded to three significant digits, it differs from the "
      "reference by no more than the\ntolerance that the IBSI gives; a response map, when every "
      "voxel is within 1 % of the range of the reference map.\nThe last column is the largest "
      "difference as a share of its tolerance.\n";
  by_suite(
      all,
      [&](const std::string& suite) {
        out += "\n## " + suite +
               "\n\n| configuration | what it does | compared | within | largest difference |\n"
               "|---|---|---|---|---|\n";
      },
      [&](const Checked& c) {
        out += "| " + c.one.configuration + " | " + c.one.about + " | " +
               std::to_string(c.result.compared) + " | " + std::to_string(c.result.within()) +
               " | " + fixed_text(c.result.worst, 2) + " |\n";
      },
      [&](const std::string&, const Total& total) {
        out += "| all | | " + std::to_string(total.compared) + " | " +
               std::to_string(total.within) + " | |\n";
      });
  out += "\n## Outside\n\n";
  bool any = false;
  for (const Checked& c : all) {
    for (const ConformanceMiss& miss : c.result.misses) {
      out += "* " + c.one.suite + " " + c.one.configuration + " " + words(miss) + "\n";
      any = true;
    }
    if (!c.error.empty())
      out += "* " + c.one.suite + " " + c.one.configuration + " failed: " + c.error + "\n";
    any = any || !c.error.empty();
  }
  return out + (any ? "" : "None.\n");
}

Json as_json(const std::vector<Checked>& all) {
  Json cases = Json::array();
  for (const Checked& c : all) {
    Json misses = Json::array();
    for (const ConformanceMiss& miss : c.result.misses)
      misses.push_back(Json::of({{"name", miss.name},
                                 {"got", miss.got},
                                 {"expected", miss.want},
                                 {"tolerance", miss.tolerance}}));
    cases.push_back(Json::of({{"suite", c.one.suite},
                              {"configuration", c.one.configuration},
                              {"about", c.one.about},
                              {"compared", c.result.compared},
                              {"within", c.result.within()},
                              {"largest_difference", c.result.worst},
                              {"misses", misses},
                              {"error", c.error}}));
  }
  return Json::of({{"configurations", cases}});
}

int run(const Arguments& arguments, const Common& common) {
  std::vector<Checked> all;
  const std::vector<std::string> only = arguments.texts("only");
  for (ConformanceCase& one : conformance_cases(arguments.text("data"))) {
    const bool wanted =
        only.empty() || std::find(only.begin(), only.end(), one.configuration) != only.end();
    if (wanted) all.push_back({std::move(one), {}, {}, 0});
  }
  if (all.empty()) throw Error(ErrorKind::usage, "--only names no configuration of the list");
  Progress progress("conformance", all.size(), common.quiet);
  parallel_for(all.size(), common.threads, [&](std::size_t i) {
    check(all[i]);
    progress.done(all[i].one.suite + " " + all[i].one.configuration);
  });
  const std::string out = common.json                 ? json_text(as_json(all)) + "\n"
                          : arguments.has("markdown") ? as_markdown(all)
                                                      : as_text(all);
  std::fputs(out.c_str(), stdout);
  return std::all_of(all.begin(), all.end(), conforms) ? 0 : 1;
}

}  // namespace

Command conformance_command() {
  using Kind = OptionRow::Kind;
  return {"conformance",
          "Check this program against the reference values of the IBSI (parts 1 and 2).",
          "dlrr conformance --data shared/data",
          {{Kind::value, "--data", "DIR", "folder that holds ibsi1 and ibsi2", true},
           {Kind::values, "--only", "NAME", "only these configurations: A, dig_phantom, 3.B"},
           {Kind::flag, "--markdown", "", "the page of the documentation"}},
          run};
}

}  // namespace dlrr
