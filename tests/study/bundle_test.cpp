#include "study/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "port/json_text.h"
#include "port/zip.h"
#include "study/bundled_plan.h"
#include "study/temp_study.h"
#include "temporary_folder.h"

namespace dlrr {
namespace {

StudyPlan made_plan() {
  StudyPlan plan;
  plan.name = "small";
  plan.cohort.patient = "id";
  plan.cohort.outcome = {"", "months", "event", 24.5};
  plan.phases = {"art", "por"};
  plan.deltas = {{"art-por", "art", "por"}};
  plan.regions = {{.name = "tumour"},
                  {.name = "rim", .expand_mm = 3.25, .ring = false, .clip_to_organ = true},
                  {.name = "organ", .organ_minus_tumour = true},
                  {.name = "inner", .erode_mm = 2}};
  plan.deep.seed = 12345678901234;
  plan.deep.layout = "strided";
  plan.deep.shortcut = "B";
  plan.deep.width = 4;
  plan.deep.pooling = {"mean", "layer3"};
  plan.deep.precision = "bf16";
  plan.deep.input.size = {16, 32, 48};
  plan.deep.input.spacing = {0.7, 0.7, 2.5};
  plan.deep.input.margin = 1.5;
  plan.deep.input.intensity = DeepSettings::Intensity::image;
  plan.deep.input.mask = DeepSettings::MaskUse::crop;
  plan.deep.input.fill = -0.1;
  plan.grid_tolerance = 0.0123;
  plan.max_cut = 0.1;
  plan.models = {{"Cli", {"clinical"}}, {"Rad", {"rad_score"}}, {"CR", {"clinical", "rad_score"}}};
  plan.normalised_text = "study: small\n";
  plan.hash = "abc";
  return plan;
}

TEST(BundledPlan, ComesBackWithEverySettingOfTheImages) {
  const Json json = imaging_json(made_plan());
  const StudyPlan again =
      plan_from_imaging(parse_json(json_text(json), "imaging.json"), "radiomics");
  EXPECT_EQ(json_text(imaging_json(again)), json_text(json));
  EXPECT_EQ(again.radiomics_text, "radiomics");
  EXPECT_EQ(again.deep.seed, 12345678901234u);
  EXPECT_EQ(again.deep.input.spacing, (Vector3{0.7, 0.7, 2.5}));
  EXPECT_EQ(again.deep.input.fill, -0.1);
  EXPECT_EQ(again.deep.precision, "bf16");
  EXPECT_FALSE(again.regions[1].ring);
  EXPECT_TRUE(again.regions[1].clip_to_organ);
  EXPECT_EQ(again.cohort.outcome.describe(), made_plan().cohort.outcome.describe());
}

// A logistic regression for each model, on rad_score alone or with one clinical column.
ProtocolResult made_result(const StudyPlan& plan) {
  ProtocolResult out;
  out.name = "nested";
  out.pipeline.rad_score = {"rad_score", 0.25, {{"art.tumour.f", 0.1, 3, 2, 2.9, 1, 7}}};
  out.pipeline.dl_score.name = "dl_score";
  out.pipeline.mean_z = {"mean_z", 0, {{"art.tumour.g", -0.5, 1, 2, 1.5, 0, 3}}};
  Random random(2, "bundle test");
  for (const auto& model : plan.models) {
    Fit fit{model.name, "lr", algorithm("lr").grid().front()};
    for (const auto& input : model.inputs)
      fit.inputs.push_back({input == "clinical" ? "age" : input, 0.5, 0.1, 2});
    Matrix x(30, fit.inputs.size());
    std::vector<int> outcome;
    for (std::size_t i = 0; i < 30; ++i) {
      for (std::size_t j = 0; j < x.columns(); ++j) x(i, j) = random.normal();
      outcome.push_back(x(i, 0) + random.normal() > 0);
    }
    fit.calibrator = {"isotonic", {}, {0.2, 0.7}, {0.125, 0.875}};
    fit.fitted = algorithm("lr").fit(x, outcome, fit.hyper, 1);
    out.pipeline.fits.push_back(std::move(fit));
  }
  for (const auto& fit : out.pipeline.fits) {
    ModelResult result;
    result.model = fit.model;
    result.fit = &fit;
    result.cutoff = 0.375;
    result.cutoff_from = "Youden on internal";
    out.models.push_back(std::move(result));
  }
  return out;
}

TEST(Bundle, GivesBackModelsThatAnswerTheSameBits) {
  const TemporaryFolder folder;
  const auto plan = made_plan();
  const auto result = made_result(plan);
  save_bundle(folder / "m.dlrr", plan, result,
              {"radiomics: text\n",
               "weights-hash",
               true,
               {{"age", {}, 31, 84}, {"sex", {"female", "male"}}}});
  const Bundle bundle = load_bundle(folder / "m.dlrr");
  EXPECT_EQ(bundle.radiomics_text, "radiomics: text\n");
  EXPECT_EQ(bundle.weights_hash, "weights-hash");
  EXPECT_TRUE(bundle.untrained_weights);
  EXPECT_EQ(bundle.default_model, "Rad");
  ASSERT_EQ(bundle.clinical.size(), 2u);
  EXPECT_EQ(bundle.clinical[0].high, 84);
  EXPECT_EQ(bundle.clinical[1].levels, (std::vector<std::string>{"female", "male"}));
  ASSERT_EQ(bundle.models.size(), 3u);
  for (const auto& fit : result.pipeline.fits) {
    const auto& again = bundle.model(fit.model);
    Matrix x(1, fit.inputs.size(), 0.3);
    EXPECT_EQ(again.fit.fitted->risk(x), fit.fitted->risk(x)) << fit.model;
    EXPECT_EQ(again.fit.inputs[0].sd, 2);
    EXPECT_EQ(again.fit.calibrator.apply(0.45), fit.calibrator.apply(0.45));
    EXPECT_EQ(again.fit.calibrator.kind, "isotonic");
    EXPECT_EQ(again.cutoff, 0.375);
    EXPECT_EQ(again.cutoff_from, "Youden on internal");
  }
  EXPECT_EQ(bundle.pipeline.rad_score.terms.at(0).fill, 2.9);
  EXPECT_EQ(bundle.pipeline.rad_score.intercept, 0.25);
  EXPECT_EQ(bundle.pipeline.mean_z.terms.at(0).coefficient, -0.5);
  EXPECT_TRUE(bundle.pipeline.tumour_size.terms.empty());
}

TEST(Bundle, EqualModelsGiveEqualBytesOfPlainText) {
  const TemporaryFolder folder;
  const auto plan = made_plan();
  const auto result = made_result(plan);
  for (const char* name : {"a.dlrr", "b.dlrr"})
    save_bundle(folder / name, plan, result, {"text\n"});
  EXPECT_EQ(read_file(folder / "a.dlrr"), read_file(folder / "b.dlrr"));
  for (const auto& [name, content] : read_zip(folder / "a.dlrr"))
    for (const char c : content)
      EXPECT_TRUE(c == '\n' || c == '\t' || (c >= ' ' && c <= '~')) << name;
}

TEST(Bundle, NamesTheNearestModelAndWhatIsMissing) {
  const TemporaryFolder folder;
  const auto plan = made_plan();
  save_bundle(folder / "m.dlrr", plan, made_result(plan), {"text\n"});
  const Bundle bundle = load_bundle(folder / "m.dlrr");
  EXPECT_THAT(message_of([&] { bundle.model("Red"); }), testing::HasSubstr("'Rad'"));
  auto entries = read_zip(folder / "m.dlrr");
  std::erase_if(entries, [](const auto& entry) { return entry.first == "rad_score.json"; });
  write_zip(folder / "part.dlrr", entries);
  EXPECT_THAT(message_of([&] { load_bundle(folder / "part.dlrr"); }),
              testing::HasSubstr("rad_score.json"));
}

}  // namespace
}  // namespace dlrr
