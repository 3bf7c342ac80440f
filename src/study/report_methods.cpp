#include "base/text.h"
#include "study/report_parts.h"

namespace dlrr {

namespace {

Json item(const std::string& title, const std::string& text) {
  return Json::of({{"title", title}, {"text", text}});
}

std::string mm(double value) { return number_text(value) + " mm"; }

std::string region_text(const RegionPlan& r) {
  if (r.organ_minus_tumour) return r.name + " (organ without tumour)";
  if (r.erode_mm > 0) return r.name + " (tumour voxels deeper than " + mm(r.erode_mm) + ")";
  if (r.expand_mm > 0)
    return r.name + " (within " + mm(r.expand_mm) + " of the tumour, " +
           (r.ring ? "ring" : "solid") + (r.clip_to_organ ? ", clipped to the organ)" : ")");
  return r.name + " (tumour)";
}

std::string regions_text(const StudyPlan& plan) {
  std::vector<std::string> parts;
  for (const auto& region : plan.regions) parts.push_back(region_text(region));
  return "Regions were made from one exact signed distance map per tumour mask in millimetres: " +
         join(parts, "; ") + ". A region that vanished or lost more than " +
         fixed_text(100 * plan.max_cut, 0) +
         " % of its reach to the image edge is a gap, never a number.";
}

std::string radiomics_text(const StudyPlan& plan) {
  std::string text = "Features follow PyRadiomics 3.1 definitions; settings: " +
                     (plan.radiomics.empty() ? "preset '" + plan.radiomics_preset + "'"
                                             : plan.radiomics.filename().string()) +
                     (plan.radiomics_mode == "shared"
                          ? ". Each phase was resampled once for all its regions and each filter "
                            "applied once (shared mode)."
                          : ". Each region was resampled and filtered by itself, as PyRadiomics "
                            "does (exact mode).");
  if (!plan.deltas.empty()) {
    std::vector<std::string> names;
    for (const auto& delta : plan.deltas) names.push_back(delta.name);
    text += " Differences of phases were added: " + join(names, ", ") + ".";
  }
  return text;
}

std::string deep_text(const Results& r) {
  const auto& d = r.plan.deep;
  if (!d.enabled) return "No deep features were asked for.";
  return "A 3-D ResNet-18 (" + d.layout + ") gave " + std::to_string(r.data.deep.columns.size()) +
         " values per patient from crops of " + describe(d.input) +
         (r.untrained_weights ? "; its weights are untrained weights, made from seed " +
                                    std::to_string(d.seed) + "."
                              : ".");
}

std::string tables_text(const Results& r) {
  return "Features were read from " + join(r.plan.tables, ", ") + ": " +
         std::to_string(r.data.radiomics.columns.size()) + " radiomic, " +
         std::to_string(r.data.deep.columns.size()) + " deep and " +
         std::to_string(r.data.clinical.columns.size()) +
         " clinical columns. How they were measured is not known here.";
}

// Which masks the ICC compares.
std::string masks_text(const StabilityPlan& plan) {
  if (plan.perturbations == 0) return "two readers, where a second one exists";
  return "two readers, where a second one exists, and over the drawn mask and " +
         std::to_string(plan.perturbations) + " seeded perturbations of it in " +
         (plan.patients > 0 ? "up to " + std::to_string(plan.patients) : std::string("all")) +
         " training patients (grown and shrunk by " + mm(plan.range.grow_mm) +
         ", turned by up to " + number_text(plan.range.rotate_degrees) +
         " degrees, moved by up to " + mm(plan.range.translate_mm) + " along each axis)";
}

std::string selection_text(const StudyPlan& plan) {
  const auto& s = plan.selection;
  std::string text =
      std::string(s.blocks
                      ? "Within each block (phase and region), then over the pooled survivors: "
                      : "Over all columns, then over the survivors: ") +
      "columns with more than 20 % gaps, with one value in more than " +
      fixed_text(100 * s.same_value, 0) + " % of the training patients, and copies were dropped";
  if (s.icc)
    text += std::string(s.icc_bound == "lower" ? "; the lower bound of ICC(" : "; ICC(") +
            s.icc_form + ") above " + number_text(s.icc_above) + " was asked for between " +
            masks_text(plan.stability);
  if (s.correlation)
    text += "; of columns that correlate above " + number_text(s.correlation_above) +
            " the one that goes best with the outcome was kept";
  if (s.filter != "none")
    text += "; the " + std::to_string(s.filter_keep) + " columns of " +
            (s.filter == "mrmr"        ? "minimum redundancy and maximum relevance (mRMR)"
             : s.lasso_family == "cox" ? "the largest univariable score test of Cox's model"
                                       : "the largest univariable |AUC - 0.5|") +
            " were kept";
  text += std::string("; z-scores; ") + (s.lasso_mix < 1 ? "elastic net" : "LASSO") + " (" +
          (s.lasso_family == "cox" ? "Cox's partial likelihood, ties by Breslow" : s.lasso_family) +
          ", lambda." + s.lasso_lambda + ", " + std::to_string(s.lasso_folds) + " folds" +
          (s.lasso_repeats > 1 ? " x " + std::to_string(s.lasso_repeats) + " repeats" : "") +
          (s.lasso_mix < 1 ? ", mix " + number_text(s.lasso_mix) : "") + ")";
  if (s.rfe)
    text += "; recursive elimination with a decision tree (depth " +
            std::to_string(s.rfe_max_depth) + ") when more than one was left";
  return text + ". The scores are the LASSO's coefficients over the z-scored survivors. " +
         gaps_text(plan.imputation);
}

std::string baselines_text(const Results& r) {
  std::string text =
      "Each baseline is one logistic regression without a penalty to speak of. MeanZ: the mean of "
      "the z-scores of ten columns, those of the largest univariable |AUC - 0.5| in the training "
      "patients, each turned towards the event.";
  const auto& size = r.protocols.back().pipeline.tumour_size;
  if (!size.terms.empty()) return text + " Size: " + size.terms.front().feature + " alone.";
  if (!r.plan.baselines.size.empty()) return text + " Size: " + r.plan.baselines.size + " alone.";
  return text + " There is no column for the tumour's size.";
}

std::string tuning_sentence(const StudyPlan& plan) {
  const auto& t = plan.tuning;
  std::string text =
      "Each algorithm's settings are the point of its grid with the best mean AUC "
      "over " +
      std::to_string(plan.protocol.inner_folds) +
      " folds of the training patients, stratified by outcome; " +
      (plan.cohort.group.empty()
           ? "a patient is one row and so in one fold."
           : "rows with the same '" + plan.cohort.group + "' are in the same fold.");
  if (!t.grid.empty()) {
    std::vector<std::string> names;
    for (const auto& [name, grid] : t.grid) names.push_back(name);
    text += " The grid was declared for " + join(names, ", ") + ".";
  }
  if (t.class_weight == "balanced")
    text +=
        " Both outcomes weigh the same in training (random forest: balanced bootstrap; "
        "boosted trees: scale_pos_weight; nearest neighbours: weighted votes).";
  if (t.patience)
    text +=
        " Boosted trees stop early: the number of rounds has the smallest log-loss of the "
        "left-out folds, given up on after " +
        std::to_string(t.patience) + " rounds without a better one, at most " +
        std::to_string(t.most_rounds) + ".";
  if (t.calibration != "none")
    text += std::string(" Risks were calibrated by ") +
            (t.calibration == "platt" ? "Platt's sigmoid" : "isotonic regression") +
            " on risks of left-out folds.";
  return text;
}

std::string paper_text(const ProtocolPlan& plan) {
  return "Everything is selected on the whole training set; of the algorithms of a model those "
         "whose train-internal AUC gap exceeds " +
         number_text(plan.max_gap) +
         " are dropped and the best internal AUC wins; the cut-off is Youden's on the internal "
         "set. The internal AUC is therefore a selected maximum and the training AUC is in-sample.";
}

std::string centre_text() {
  return "Each centre of the training set was left out once; imputation, ICC, scaling, LASSO, RFE, "
         "scores, tuning and the choice of algorithm are learned anew in the others. The AUC is "
         "the mean over the left-out centres. Internal and external sets are opened once, with a "
         "pipeline and a cut-off that never saw them.";
}

std::string folds_text(const ProtocolPlan& plan) {
  return std::to_string(plan.outer_folds) + " outer folds x " + std::to_string(plan.outer_repeats) +
         " repeats on the training set; imputation, ICC, scaling, LASSO, RFE, scores, tuning and "
         "the choice of algorithm are learned anew inside each training part. The AUC is the mean "
         "of the left-out folds. Internal and external sets are opened once, with a pipeline and a "
         "cut-off that never saw them.";
}

std::string nested_text(const ProtocolPlan& plan) {
  return plan.outer == "centre" ? centre_text() : folds_text(plan);
}

std::string checks_text(const ProtocolPlan& plan) {
  std::vector<std::string> parts;
  if (plan.permute)
    parts.push_back("the protocols ran again " + std::to_string(plan.permute) +
                    " times on outcomes that were shuffled within each set");
  if (plan.bootstrap)
    parts.push_back("the optimism of the final models was estimated from " +
                    std::to_string(plan.bootstrap) +
                    " bootstrap samples of the training patients (Harrell, .632+), everything "
                    "learned again in each");
  if (plan.learning_curve)
    parts.push_back(
        "the nested estimate was repeated with 40, 60, 80 and 100 % of each training "
        "part");
  return join(parts, "; ");
}

}  // namespace

std::string gaps_text(const FillPlan& plan) {
  if (plan.use == "median") return "Remaining gaps take the training median.";
  return "Gaps of clinical inputs are filled " + std::to_string(plan.imputations) +
         " times by chained equations (predictive mean matching, logistic and multinomial "
         "regression, from the other clinical inputs; the outcome is not used); a model is fitted "
         "to each completed table and the risk is the mean. A gap of a feature takes the value "
         "that "
         "correlated features let expect (ridge regression), or the training median where none "
         "tells it better than chance. Learned on training rows, anew in each training part, and "
         "frozen in the model.";
}

std::vector<Json> feature_methods(const Results& r) {
  std::vector<Json> out;
  if (r.imaging) {
    out.push_back(item("Regions", regions_text(r.plan)));
    out.push_back(item("Radiomics", radiomics_text(r.plan)));
    out.push_back(item("Deep features", deep_text(r)));
  } else {
    out.push_back(item("Feature tables", tables_text(r)));
  }
  out.push_back(item("Selection and scores", selection_text(r.plan)));
  return out;
}

Json methods_json(const Results& r) {
  Json out(feature_methods(r));
  if (!r.protocols.empty() && r.plan.baselines.use)
    out.push_back(item("Baselines", baselines_text(r)));
  if (!r.protocols.empty()) out.push_back(item("Tuning", tuning_sentence(r.plan)));
  for (const auto& protocol : r.protocols) {
    const bool paper = protocol.name == "paper";
    out.push_back(item("Protocol '" + protocol.name + "'",
                       paper ? paper_text(r.plan.protocol) : nested_text(r.plan.protocol)));
  }
  if (const auto text = checks_text(r.plan.protocol); !text.empty())
    out.push_back(item("Self-tests", "Beside the estimates: " + text + "."));
  if (!r.plan.cohort.group.empty())
    out.push_back(item("Rows of one patient",
                       "Rows with the same '" + r.plan.cohort.group +
                           "' are one patient's; no split and no fold of selection, tuning or "
                           "resampling divides them. Sample size and figures of performance count "
                           "rows: where those of one patient are alike, intervals are too "
                           "narrow."));
  return out;
}

}  // namespace dlrr
