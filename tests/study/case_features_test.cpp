#include "study/case_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace dlrr {
namespace {

const FeatureNames names{{"original_shape_Volume", "original_firstorder_Mean"}, {"resnet18_0"}};

CaseFeatures made_case() {
  CaseFeatures out{"Müller, \"A\"", {"settings", "inputs", "weights"}, {}};
  BlockFeatures whole{"arterial",          "tumour", 120, 300.25, 0.125, "", "",
                      {0.1, std::nan("")}, {1e-17}};
  BlockFeatures gap{"arterial", "inner_5mm", 0, 0, 0, "vanished: nothing, \"deeper\"", "", {}, {}};
  BlockFeatures no_deep{"portal", "tumour", 7, 1.5, 0, "", "too small", {-2.5, 4}, {}};
  out.blocks = {whole, gap, no_deep};
  return out;
}

TEST(CaseFeatures, ReadBackToTheSameBits) {
  const auto text = case_text(made_case(), names);
  const auto again = parse_case(text, "P.csv", names);
  EXPECT_EQ(case_text(again, names), text);
  EXPECT_EQ(again.patient, made_case().patient);
  EXPECT_FALSE(again.marks.difference(made_case().marks));
  ASSERT_EQ(again.blocks.size(), 3u);
  EXPECT_EQ(again.blocks[0].radiomics[0], 0.1);
  EXPECT_TRUE(std::isnan(again.blocks[0].radiomics[1]));
  EXPECT_EQ(again.blocks[0].deep[0], 1e-17);
  EXPECT_EQ(again.blocks[0].cut_fraction, 0.125);
  EXPECT_EQ(again.blocks[1].gap, made_case().blocks[1].gap);
  EXPECT_TRUE(again.blocks[1].radiomics.empty());
  EXPECT_EQ(again.blocks[2].deep_gap, "too small");
  EXPECT_TRUE(again.blocks[2].deep.empty());
  EXPECT_EQ(again.blocks[2].radiomics[1], 4);
}

TEST(CaseFeatures, AreRefusedWhenTheFileWasCutOrHasOtherColumns) {
  const auto text = case_text(made_case(), names);
  EXPECT_THROW(parse_case(text.substr(0, text.size() / 2), "P.csv", names), Error);
  FeatureNames other = names;
  other.deep.push_back("resnet18_1");
  try {
    parse_case(text, "P.csv", other);
    FAIL();
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), testing::HasSubstr("P.csv"));
  }
}

TEST(CaseMarks, SayInWordsWhatDiffers) {
  const CaseMarks marks{"s", "i", "w"};
  EXPECT_EQ(marks.difference({"s", "other", "w"}), "an image or mask changed");
  EXPECT_EQ(marks.difference({"other", "i", "w"}), "the imaging settings changed");
  EXPECT_EQ(marks.difference({"s", "i", "other"}), "the network's weights changed");
}

}  // namespace
}  // namespace dlrr
