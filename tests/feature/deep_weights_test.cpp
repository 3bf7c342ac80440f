#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>

#include "base/error.h"
#include "feature/deep/npy.h"
#include "feature/deep/weights.h"

namespace dlrr {
namespace {

using testing::HasSubstr;

const Architecture tiny{.depth = 10, .layout = "strided", .shortcut = "B", .width = 2};

std::string file_of(const std::string& header, const std::string& data) {
  const std::uint64_t length = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + data;
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(DeepWeights, SurviveWritingAndReading) {
  const Weights made = made_weights(tiny, 3);
  const Weights read = parse_weights(weights_bytes(made), "w.safetensors");
  ASSERT_EQ(read.tensors.size(), made.tensors.size());
  for (std::size_t i = 0; i < made.tensors.size(); ++i) {
    EXPECT_EQ(read.tensors[i].name, made.tensors[i].name);
    EXPECT_EQ(read.tensors[i].shape, made.tensors[i].shape);
    EXPECT_EQ(read.tensors[i].values, made.tensors[i].values);
  }
  EXPECT_EQ(read.sha256, made.sha256);
  EXPECT_TRUE(read.untrained);
}

TEST(DeepWeights, OfASeedAreSplitmixNumbersInDocumentedRanges) {
  const Weights w = made_weights(tiny, 3);
  EXPECT_EQ(w.tensors[0].name, "conv1.weight");
  EXPECT_EQ(w.tensors[0].values[5],
            static_cast<float>(made_number(3000, 5) * std::sqrt(6.0 / 343)));
  EXPECT_EQ(w.tensors[1].name, "bn1.weight");
  EXPECT_EQ(w.tensors[1].values[1], static_cast<float>(1 + 0.25 * made_number(3001, 1)));
  EXPECT_EQ(w.tensors[4].name, "bn1.running_var");
  EXPECT_EQ(w.tensors[4].values[0], static_cast<float>(1 + 0.5 * made_number(3004, 0)));
  EXPECT_GE(made_number(1, 1), -1.0);
}

TEST(DeepWeights, ShowTheirArchitecture) {
  for (const int depth : depths())
    for (const char* shortcut : {"A", "B"}) {
      const Architecture a{.depth = depth, .layout = "strided", .shortcut = shortcut, .width = 1};
      const auto found = architecture_of(made_weights(a, 1), "strided");
      EXPECT_EQ(found.depth, depth);
      EXPECT_EQ(found.shortcut, shortcut);
      EXPECT_EQ(found.width, 1);
    }
}

TEST(DeepWeights, LoseTheModulePrefixAndTheHeads) {
  const std::string header =
      R"({"module.conv1.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
      R"("module.conv_seg.0.weight":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},)"
      R"("fc.weight":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},)"
      R"("bn1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[12,20]}})";
  const Weights w = parse_weights(file_of(header, std::string(20, '\0')), "w");
  ASSERT_EQ(w.tensors.size(), 1u);
  EXPECT_EQ(w.tensors[0].name, "conv1.weight");
  EXPECT_EQ(w.left_out, (std::vector<std::string>{"module.conv_seg.0.weight", "fc.weight",
                                                  "bn1.num_batches_tracked"}));
  EXPECT_FALSE(w.untrained);
}

TEST(DeepWeights, ReadHalfAndDoublePrecision) {
  const std::string header = R"({"a":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},)"
                             R"("b":{"dtype":"BF16","shape":[1],"data_offsets":[6,8]},)"
                             R"("c":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}})";
  std::string data = std::string("\x00\x3c\x00\xc0\x01\x00\x80\x3f", 8);
  const double third = 1.0 / 3;
  data.append(reinterpret_cast<const char*>(&third), 8);
  const Weights w = parse_weights(file_of(header, data), "w");
  EXPECT_EQ(w.find("a")->values, (std::vector<float>{1.0f, -2.0f, 0x1p-24f}));
  EXPECT_EQ(w.find("b")->values, std::vector<float>{1.0f});
  EXPECT_EQ(w.find("c")->values, std::vector<float>{static_cast<float>(third)});
}

TEST(DeepWeights, ThatDoNotFitAreListedInOneError) {
  Weights w = made_weights(tiny, 1);
  w.tensors[0].shape = {2, 3, 7, 7, 7};
  w.tensors[1].name = "bn1.wieght";
  w.tensors[2].values[0] = std::numeric_limits<float>::quiet_NaN();
  const auto message = message_of([&] { check_weights(w, tiny); });
  EXPECT_THAT(message, HasSubstr("conv1.weight has shape [2,3,7,7,7], expected [2,1,7,7,7]"));
  EXPECT_THAT(message, HasSubstr("bn1.weight is missing"));
  EXPECT_THAT(message, HasSubstr("bn1.wieght is no part of resnet10"));
  EXPECT_THAT(message, HasSubstr("bn1.bias holds values that are not finite"));
}

TEST(DeepWeights, ThatAreBrokenAreRefusedWithTheirPlace) {
  const std::string good = weights_bytes(made_weights(tiny, 1));
  EXPECT_THAT(message_of([&] { parse_weights(good.substr(0, good.size() - 4), "w"); }),
              HasSubstr("cut off"));
  EXPECT_THAT(message_of([] { parse_weights("PK\3\4 no zip file at all", "w.pth"); }),
              HasSubstr("w.pth: is a damaged or cut-off zip archive"));
  EXPECT_THAT(message_of([] { parse_weights("", "w"); }), HasSubstr("too short"));
  const std::string bad = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})";
  EXPECT_THAT(message_of([&] { parse_weights(file_of(bad, "1234"), "w"); }),
              HasSubstr("8 expected"));
  const std::string type = R"({"a":{"dtype":"I8","shape":[4],"data_offsets":[0,4]}})";
  EXPECT_THAT(message_of([&] { parse_weights(file_of(type, "1234"), "w"); }),
              HasSubstr("I8 found"));
}

TEST(DeepWeights, MayHaveAHeaderWhoseLengthLooksLikeAPickle) {
  std::string header = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
  header.resize(0x280, ' ');
  const std::string bytes = file_of(header, std::string(4, '\0'));
  ASSERT_EQ(bytes.substr(0, 2), "\x80\x02");
  EXPECT_EQ(parse_weights(bytes, "w").tensors.size(), 1u);
}

TEST(DeepWeights, WithHostileHeadersAreRefused) {
  const auto refusal = [](const std::string& header, const std::string& data) {
    return message_of([&] { parse_weights(file_of(header, data), "w"); });
  };
  EXPECT_THAT(refusal(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                      R"("b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}})",
                      "123456"),
              HasSubstr("the data of b overlap those of a"));
  EXPECT_THAT(refusal(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", "12345678"),
              HasSubstr("belong to no tensor"));
  EXPECT_THAT(refusal(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", "12345678"),
              HasSubstr("4 bytes at the end belong to no tensor"));
  EXPECT_THAT(refusal(R"({"a":{"dtype":"F32","shape":[1048576,1048576,1048576],)"
                      R"("data_offsets":[0,4]}})",
                      "1234"),
              HasSubstr("more numbers than the file has room for"));
  EXPECT_THAT(refusal(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", "1234"),
              HasSubstr("extent -1"));
  EXPECT_THAT(refusal(R"({"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}})", "1234"),
              HasSubstr("F99 found"));
  EXPECT_THAT(refusal(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}})", "1234"),
              HasSubstr("lie outside the file"));
  EXPECT_THAT(refusal("{\"a\":" + std::string(100000, '[') + "}", ""), HasSubstr("too deeply"));
  std::string long_header(8, '\xff');
  EXPECT_THAT(message_of([&] { parse_weights(long_header + "{}", "w"); }),
              HasSubstr("18446744073709551615 bytes"));
}

TEST(Npy, SurvivesWritingAndReading) {
  const NpyArray array{{2, 3}, {1, 2, 3, 4, 5.5, -6}};
  const std::string bytes = npy_bytes(array);
  EXPECT_EQ((bytes.size() - 48) % 64, 0u);
  const NpyArray read = parse_npy(bytes, "a.npy");
  EXPECT_EQ(read.shape, array.shape);
  EXPECT_EQ(read.values, array.values);
}

TEST(Npy, RefusesWhatItCannotRead) {
  std::string bytes = npy_bytes({{2}, {1, 2}});
  EXPECT_THROW(parse_npy(bytes.substr(0, bytes.size() - 1), "a"), Error);
  EXPECT_THROW(parse_npy("no array at all", "a"), Error);
  std::string huge = bytes;
  huge.replace(huge.find("(2,)"), 4, "(999999999,999999999,999999999)");
  EXPECT_THAT(message_of([&] { parse_npy(huge, "a"); }), HasSubstr("asks for more numbers"));
  EXPECT_THROW(parse_npy(std::string("\x93NUMPY\x09\0\xff\xff\0\0", 12), "a"), Error);
  bytes.replace(bytes.find("<f8"), 3, "<i8");
  EXPECT_THROW(parse_npy(bytes, "a"), Error);
}

}  // namespace
}  // namespace dlrr
