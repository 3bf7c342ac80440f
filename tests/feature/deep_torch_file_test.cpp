// Files of torch.save, made here: what is read, and what is refused with which words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "base/error.h"
#include "base/file.h"
#include "feature/deep/pickle.h"
#include "feature/torch_bytes.h"
#include "temporary_folder.h"

namespace dlrr {
namespace {

using testing::HasSubstr;
using namespace torch_bytes;

const Architecture tiny{.depth = 10, .layout = "strided", .shortcut = "B", .width = 2};

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}
std::string refusal(const std::string& bytes) {
  return message_of([&] { parse_weights(bytes, "w.pth"); });
}

std::string zip_bytes(const ZipEntries& entries) {
  const TemporaryFolder folder;
  write_zip(folder / "w.pth", entries);
  return read_file(folder / "w.pth");
}

void expect_same(const Weights& read, const Weights& made) {
  ASSERT_EQ(read.tensors.size(), made.tensors.size());
  for (std::size_t i = 0; i < made.tensors.size(); ++i) {
    EXPECT_EQ(read.tensors[i].name, made.tensors[i].name);
    EXPECT_EQ(read.tensors[i].shape, made.tensors[i].shape);
    EXPECT_EQ(read.tensors[i].values, made.tensors[i].values);
  }
}

// One tensor "a" that views one storage.
std::string viewed(const View& view, const std::string& data, int each = 4) {
  return legacy_file(checkpoint({{"a", tensor(view, true)}}), {{view.key, data}}, each);
}

TEST(TorchFile, IsReadInBothForms) {
  const Weights made = made_weights(tiny, 3);
  const Weights old = parse_weights(legacy(made), "w.pth");
  EXPECT_EQ(old.format, "torch legacy");
  expect_same(old, made);
  const Weights zip = parse_weights(zip_bytes(zipped(made, "module.")), "w.pth");
  EXPECT_EQ(zip.format, "torch zip");
  expect_same(zip, made);
}

TEST(TorchFile, MayHoldViewsThatShareAStorageInAnyOrder) {
  const std::string data = floats({0, 1, 2, 3, 4, 5, 6, 7});
  const Weights w = parse_weights(
      legacy_file(
          checkpoint({{"turned", tensor({"FloatStorage", "k", 8, 1, {3, 2}, {1, 3}}, true)},
                      {"plain", tensor({"FloatStorage", "k", 8, 2, {2, 2}, {2, 1}}, true)}}),
          {{"k", data}}),
      "w");
  EXPECT_EQ(w.find("turned")->values, (std::vector<float>{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(w.find("plain")->values, (std::vector<float>{2, 3, 4, 5}));
}

TEST(TorchFile, MayHoldHalfAndDoublePrecision) {
  const std::string half("\x00\x3c\x00\xc0", 4);
  EXPECT_EQ(
      parse_weights(viewed({"HalfStorage", "k", 2, 0, {2}, {1}}, half, 2), "w").find("a")->values,
      (std::vector<float>{1, -2}));
  EXPECT_EQ(parse_weights(viewed({"DoubleStorage", "k", 1, 0, {1}, {1}}, raw(0.25), 8), "w")
                .find("a")
                ->values,
            std::vector<float>{0.25f});
}

TEST(TorchFile, ThatLeadsOutOfItsStorageIsRefused) {
  const std::string data = floats({0, 1, 2, 3});
  EXPECT_THAT(refusal(viewed({"FloatStorage", "k", 4, 2, {3}, {1}}, data)),
              HasSubstr("lie outside its storage of 4"));
  EXPECT_THAT(refusal(viewed({"FloatStorage", "k", 4, -1, {3}, {1}}, data)),
              HasSubstr("lie outside its storage"));
  EXPECT_THAT(refusal(viewed({"FloatStorage", "k", 4, 0, {2, 2}, {-2, 1}}, data)),
              HasSubstr("stride -2"));
  EXPECT_THAT(refusal(viewed({"FloatStorage", "k", 4, 0, {1 << 20, 1 << 20}, {0, 0}}, data)),
              HasSubstr("more numbers than the file has room for"));
  EXPECT_THAT(refusal(viewed({"FloatStorage", "k", 4, 0, {2}, {1, 1}}, data)),
              HasSubstr("do not agree"));
  EXPECT_THAT(refusal(viewed({"LongStorage", "k", 4, 0, {2}, {1}}, data + data, 8)),
              HasSubstr("torch.LongStorage found"));
}

TEST(TorchFile, ThatAsksForForeignGlobalsIsRefusedByNameAndPlace) {
  const std::string evil = "\x80\x02" + global("os", "system") + "(" + text("true") + "tR.";
  const auto message = refusal(legacy_file(evil, {}));
  EXPECT_THAT(message, HasSubstr("'os.system'"));
  EXPECT_THAT(message, HasSubstr("(byte "));
  EXPECT_THAT(refusal(zip_bytes({{"w/data.pkl", evil}})), HasSubstr("'os.system'"));
  EXPECT_THAT(refusal(zip_bytes({{"w/data.pkl", evil}})), HasSubstr("(byte 2)"));
  const std::string stacked = "\x80\x04\x8c\x02os\x8c\x06system\x93.";
  EXPECT_THAT(refusal(zip_bytes({{"w/data.pkl", stacked}})), HasSubstr("'os.system'"));
}

TEST(TorchFile, ThatUsesOtherOpcodesIsRefusedByPlace) {
  EXPECT_THAT(refusal(zip_bytes({{"w/data.pkl", "\x80\x02(i"}})), HasSubstr("opcode 0x69"));
  EXPECT_THAT(refusal(zip_bytes({{"w/data.pkl", "\x80\x02\x82\x01."}})), HasSubstr("opcode 0x82"));
  EXPECT_THAT(refusal(zip_bytes({{"w/data.pkl", "\x80\x02Rt."}})),
              HasSubstr("where there is none"));
  EXPECT_THAT(refusal(zip_bytes({{"w/data.pkl", "\x80\x02h\x07."}})), HasSubstr("was not kept"));
  EXPECT_THAT(refusal(zip_bytes({{"w/data.pkl", "\x80\x02}(K\x01u."}})),
              HasSubstr("a key without a value"));
  EXPECT_THAT(refusal(zip_bytes({{"w/data.pkl", "\x80\x02]."}})), HasSubstr("no dictionary"));
}

TEST(TorchFile, ThatIsCutOffAnywhereIsRefused) {
  Weights few = made_weights(tiny, 1);
  few.tensors.erase(few.tensors.begin());
  few.tensors.resize(4);
  for (const std::string& whole : {legacy(few), zip_bytes(zipped(few))})
    for (std::size_t n = 0; n < whole.size(); ++n)
      ASSERT_THROW(parse_weights(std::string_view(whole).substr(0, n), "w"), Error) << n;
}

TEST(TorchFile, OfAnotherByteOrderOrWithoutItsPartsIsRefused) {
  const Weights made = made_weights(tiny, 1);
  auto entries = zipped(made);
  entries[1].second = "big";
  EXPECT_THAT(refusal(zip_bytes(entries)), HasSubstr("byte order 'big'"));
  entries = zipped(made);
  entries.erase(entries.begin() + 2);
  EXPECT_THAT(refusal(zip_bytes(entries)), HasSubstr("no entry w/data/0"));
  EXPECT_THAT(refusal(zip_bytes({{"readme", "x"}})), HasSubstr("without data.pkl"));
}

TEST(TorchFile, ThatUnpacksWithoutMeasureIsRefused) {
  auto entries = zipped(made_weights(tiny, 1));
  entries.emplace_back("w/data/999", std::string(64 << 20, '\0'));
  EXPECT_THAT(refusal(zip_bytes(entries)), HasSubstr("zip bomb"));
}

TEST(Pickle, IsReadInBoundedMemoryWhateverItsDepth) {
  const std::string deep = "\x80\x02)" + std::string(500'000, '\x85') + ".";
  EXPECT_EQ(parse_pickle(deep, 0, "w").values.size(), 500'001u);
  const std::string many = "\x80\x02" + std::string(2'000'000, 'N') + ".";
  EXPECT_THAT(message_of([&] { parse_pickle(many, 0, "w"); }), HasSubstr("more than 1000000"));
}

TEST(Pickle, KeepsItsPartsWhenStoragesFillTheList) {  // found by fuzzing: parts read after a move
  std::string bytes = "\x80\x02";
  for (int i = 0; i < 100; ++i) bytes += "K\x01\x85Q";
  const Pickle pickle = parse_pickle(bytes + ".", 0, "w");
  for (const auto& value : pickle.values)
    if (value.kind == PickleValue::Kind::storage) {
      ASSERT_EQ(value.items.size(), 1u);
      EXPECT_EQ(pickle.at(value.items[0]).integer, 1);
    }
}

}  // namespace
}  // namespace dlrr
