// dlrr audit: the printed tables of a paper held against each other.
#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "command/command.h"
#include "evaluate/audit.h"
#include "evaluate/audit_file.h"
#include "evaluate/paper_table.h"
#include "port/json_text.h"

namespace dlrr {

namespace {

void print(const Findings& findings, const Json& answer, bool verbose) {
  for (const auto& f : findings) {
    if (f.verdict == Finding::Verdict::agrees && !verbose) continue;
    const std::string place = f.table.empty() ? f.row : f.table + ", " + f.row;
    std::printf("%s: %s, %s\n  printed %s; recomputed %s\n  %s\n", verdict_name(f.verdict),
                f.check.c_str(), place.c_str(), f.printed.c_str(),
                f.recomputed.empty() ? "-" : f.recomputed.c_str(), f.words.c_str());
  }
  std::printf("%zu checks: %lld agree, %lld remarks, %lld differ, %lld impossible\n",
              findings.size(), static_cast<long long>(answer.at("agrees").as_integer()),
              static_cast<long long>(answer.at("remarks").as_integer()),
              static_cast<long long>(answer.at("differs").as_integer()),
              static_cast<long long>(answer.at("impossible").as_integer()));
}

int run(const Arguments& arguments, const Common& common) {
  const std::filesystem::path folder =
      arguments.has("output") ? arguments.text("output") : std::string();
  if (!folder.empty()) refuse_overwrite(folder / "audit.json", common.force);
  const PaperTables tables = read_paper_tables(arguments.text("TABLES"));
  const Findings findings = audit_tables(tables);
  const Json answer = audit_json(tables, findings);
  if (!folder.empty()) {
    write_file(folder / "audit.json", json_text(answer) + "\n");
    write_paper_table(audit_table(tables, findings), folder);
  }
  if (common.json)
    std::printf("%s\n", json_text(answer).c_str());
  else if (!common.quiet)
    print(findings, answer, common.verbose);
  return answer.at("differs").as_integer() + answer.at("impossible").as_integer() > 0 ? 1 : 0;
}

}  // namespace

Command audit_command() {
  using Kind = OptionRow::Kind;
  return {
      "audit",
      "Recomputes the printed tables of a paper from each other and says what cannot be.",
      "dlrr audit examples/audit/li-2025.yaml",
      {{Kind::positional, "TABLES", "FILE.yaml", "the printed numbers; keys in docs/audit.md",
        true},
       {Kind::value, "-o,--output", "DIR", "writes audit.json, .csv, .html, .tex and .docx there"}},
      run};
}

}  // namespace dlrr
