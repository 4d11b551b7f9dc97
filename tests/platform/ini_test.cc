#include "platform/linux/ini.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "temp_folder.h"

namespace classbell::platform {
namespace {

std::string error_of(const std::string& content) {
  const auto sections = parse_ini("f.conf", content);
  EXPECT_FALSE(sections);
  return sections ? "" : sections.error().detail;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Ini, KeepsOrderAndLines) {
  const auto sections = parse_ini("f.conf",
                                  "\xEF\xBB\xBF; comment\n[terminal]\r\n  room = 三年级 二班 \r\n\n"
                                  "[source a]\nb=1\n# comment\na =\n[empty]\n[last]\nx = y");
  ASSERT_TRUE(sections) << sections.error().detail;
  ASSERT_EQ(sections->size(), 4U);
  EXPECT_EQ((*sections)[0].name, "terminal");
  EXPECT_EQ((*sections)[0].line, 2);
  EXPECT_EQ((*sections)[0].entries[0].key, "room");
  EXPECT_EQ((*sections)[0].entries[0].value, "三年级 二班");
  EXPECT_EQ((*sections)[0].entries[0].line, 3);
  EXPECT_EQ((*sections)[1].name, "source a");
  EXPECT_EQ((*sections)[1].entries[0].key, "b");
  EXPECT_EQ((*sections)[1].entries[1].key, "a");
  EXPECT_EQ((*sections)[1].entries[1].value, "");
  EXPECT_EQ((*sections)[1].entries[1].line, 8);
  EXPECT_TRUE((*sections)[2].entries.empty());
  EXPECT_EQ((*sections)[2].line, 9);
  EXPECT_EQ((*sections)[3].entries[0].value, "y");
}

TEST(Ini, LeavesUrlsAndPasswordsAlone) {
  for (const std::string value :
       {"https://h/p;v=1?a=b#frag", "a ;b", "a ; b", "a #b", "; leading", "# leading", "a = b : c", "[x]", "\"q\"", ";",
        "tab\t;x", "%u", "a\\"}) {
    const auto sections = parse_ini("f.conf", "[s]\nk = " + value + "\nnext = 1\n");
    ASSERT_TRUE(sections) << value << ": " << sections.error().detail;
    EXPECT_EQ((*sections)[0].entries[0].value, value);
    EXPECT_EQ((*sections)[0].entries[1].value, "1");
  }
}

TEST(Ini, ValuesDoNotGoOn) {
  EXPECT_EQ(error_of("[s]\nk = a\n  b\n"), "f.conf:3: expected 'key = value', '[section]' or a comment line");
  const auto sections = parse_ini("f.conf", "[s]\nk = a\n  l = b\n");
  ASSERT_TRUE(sections);
  EXPECT_EQ((*sections)[0].entries.size(), 2U);
}

TEST(Ini, NamesFileLineKey) {
  EXPECT_EQ(error_of("k = v\n").substr(0, 12), "f.conf:1: k:");
  EXPECT_EQ(error_of("[s]\nk = 1\n\nk = 2\n"), "f.conf:4: k: stands at line 2 of this section already");
  EXPECT_EQ(error_of("[s]\nk: v\n").substr(0, 12), "f.conf:2: k:");
  EXPECT_TRUE(has(error_of("[s]\n= v\n"), "f.conf:2: a key is missing"));
  EXPECT_TRUE(has(error_of("[s\nk = v\n"), "f.conf:1: a section is"));
  EXPECT_TRUE(has(error_of("[s] x\n"), "f.conf:1: a section is"));
  EXPECT_TRUE(has(error_of("[ ]\n"), "f.conf:1: a section needs a name"));
  EXPECT_TRUE(has(error_of("[s]\n[t]\n[s]\n"), "f.conf:3: [s] stands at line 1 already"));
  EXPECT_TRUE(has(error_of("[" + std::string(50, 'x') + "]\n"), "longer than 49"));
}

TEST(Ini, RefusesWhatIsNoText) {
  EXPECT_TRUE(has(error_of(std::string("[s]\nk = a\0b\n", 12)), "f.conf:2: the line is not UTF-8"));
  EXPECT_TRUE(has(error_of("[s]\nk = \xB0\xE0\n"), "f.conf:2: the line is not UTF-8"));  // GBK
  EXPECT_TRUE(has(error_of("[s]\nk = a\x1b[2Jb\n"), "f.conf:2:"));
  EXPECT_TRUE(has(error_of("[s]\nk = a\xE2\x80\xAE" "b\n"), "f.conf:2:"));
  EXPECT_TRUE(has(error_of("[s]\nk = a\x01\n"), "f.conf:2:"));
  EXPECT_TRUE(has(error_of("[s]\nk = a\rb\n"), "f.conf:2:"));
}

TEST(Ini, TakesLongLinesAndRefusesLonger) {
  const std::string value(900, 'x');
  const auto sections = parse_ini("f.conf", "[s]\nk = " + value + "\n");
  ASSERT_TRUE(sections) << sections.error().detail;
  EXPECT_EQ((*sections)[0].entries[0].value, value);
  EXPECT_TRUE(has(error_of("[s]\nk = " + std::string(4100, 'x') + "\n"), "f.conf:2: the line is longer than"));
  EXPECT_TRUE(has(error_of("[s]\n# " + std::string(4100, 'x') + "\n"), "f.conf:2: the line is longer than"));
}

TEST(Ini, NeverRepeatsAValue) {
  for (const std::string content : {"[s]\nk = hush\nk = hush\n", "k = hush\n", "[s]\nk = hush\x1b\n"}) {
    EXPECT_FALSE(has(error_of(content), "hush"));
  }
}

TEST(Ini, ReadsFiles) {
  const TempFolder temp;
  write_file(temp / "a.conf", "[s]\nk = v\n");
  const auto sections = read_ini(temp / "a.conf");
  ASSERT_TRUE(sections);
  EXPECT_EQ((*sections)[0].entries[0].value, "v");
  EXPECT_EQ(read_ini(temp / "none.conf").error().code, ENOENT);
  EXPECT_TRUE(has(read_ini(temp / "none.conf").error().detail, temp / "none.conf: No such file"));
  EXPECT_FALSE(read_ini(temp.path()));
  write_file(temp / "big.conf", std::string(kIniFileBytesMax + 1, '\n'));
  EXPECT_EQ(read_ini(temp / "big.conf").error().code, EFBIG);
  write_file(temp / "full.conf", "[s]\n" + std::string(kIniFileBytesMax - 4, '\n'));
  EXPECT_TRUE(read_ini(temp / "full.conf"));
  EXPECT_TRUE(parse_ini("f.conf", "")->empty());
}

TEST(Ini, TrimsBothEnds) {
  EXPECT_EQ(trimmed(" \ta b\r\n"), "a b");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed(" \r\n\t"), "");
  EXPECT_EQ(trimmed(""), "");
}

TEST(Ini, SurvivesNoise) {
  std::uint32_t seed = 3;
  for (int round = 0; round < 20000; ++round) {
    std::string content;
    for (int i = 0; i < 30; ++i) {
      seed = seed * 1664525U + 1013904223U;
      constexpr std::string_view kBytes = "[]=:;#\n\n\r\t ab\0\x01\x80\xE8\xAF\xBE";
      content += kBytes[(seed >> 16U) % kBytes.size()];
    }
    const auto sections = parse_ini("f", content);
    EXPECT_TRUE(sections || !sections.error().detail.empty());
  }
}

}  // namespace
}  // namespace classbell::platform
