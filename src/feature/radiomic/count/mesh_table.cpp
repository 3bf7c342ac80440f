#include "feature/radiomic/count/mesh.h"

namespace dlrr {

// Found by search: for each configuration the cut edges are joined to loops over the faces, and of
// all ways to cut the loops into triangles the one is kept whose area and volume equal the
// published ones at two spacings (tests/oracle/feature_families_test.cpp checks all 256).
// clang-format off
const std::array<const char*, 128> kMeshTriangles = {
    "", "cba", "ade", "bdcdec",
    "dfg", "cbadfg", "afefge", "bfcfgcgec",
    "hfb", "chahfa", "adehfb", "hfefdehec",
    "hgbgdb", "chgcgagda", "abebhehge", "hgcgec",
    "cij", "ijajba", "adecij", "bdjdejeij",
    "cijdfg", "ijajbadfg", "afefgecij", "bfjfgefejeij",
    "hfbcij", "ijfjhfifa", "adehfbcij", "eidijdjhdhfd",
    "hgbgdbcij", "ijajhgjgagda", "abebhehgecij", "eihijhehg",
    "kie", "cbakie", "adidki", "bdkbkckic",
    "dfgkie", "cbadfgkie", "afifgigki", "bfcfgcgkckic",
    "hfbkie", "chahfakie", "adidkihfb", "hfcfdkfkckic",
    "hgbgdbkie", "chgcgagdakie", "abibhgbgigki", "hgcgkckic",
    "cejekj", "ekakjbkba", "adcdkjdjc", "bdjdkj",
    "cejekjdfg", "ekakjbkbadfg", "afcfgcgkckjc", "bfkfgkbkj",
    "hfbcejekj", "ekakjhkhahfa", "adcdkjdjchfb", "kjdjhdhfd",
    "hgbgdbcejekj", "ekakjajhahgagda", "abhahgagkakjajc", "kjgjhg",
    "glk", "cbaglk", "adeglk", "bdcdecglk",
    "dfkflk", "cbadfkflk", "aflalelke", "bfcflkfkckec",
    "hfbglk", "chahfaglk", "adehfbglk", "hfefdehecglk",
    "hlblkbkdb", "chahlalkakda", "abebhehlelke", "hlelkehec",
    "cijglk", "ijajbaglk", "adecijglk", "bdjdejeijglk",
    "cijdfkflk", "ijajbadfkflk", "aflalelkecij", "bfeflelkebejeij",
    "hfbcijglk", "ijfjhfifaglk", "adehfbcijglk", "eidijdjhdhfdglk",
    "hlblkbkdbcij", "ijhihahlkhkdhda", "abebhehlelkecij", "eihijhehkhlk",
    "glelie", "cbaglelie", "adldglali", "bdcdgcglclic",
    "dfeflifie", "cbadfeflifie", "afifli", "bfcflific",
    "hfbglelie", "chahfaglelie", "adldglalihfb", "hfdhdcdgldlidic",
    "hlblielebedb", "chdhldlidiedcda", "ablbhlali", "hlclic",
    "cegcgjglj", "egaglaljajba", "adcdgcglcljc", "bdjdgjglj",
    "cejedjdfjflj", "edfefleljejbeba", "aflalcljc", "bfjflj",
    "hfbcegcgjglj", "egjgljejajhfjfa", "adcdgcglcljchfb", "gldljdjhdhfd",
    "hlbljclceledldb", "edahlj", "ablbhlalcljc", "hlj",
};
// clang-format on

}  // namespace dlrr
