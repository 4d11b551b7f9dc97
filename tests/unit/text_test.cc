// Text<N>: a string held in place, cut at a character's border.

#include "core/text.h"

#include <gtest/gtest.h>

#include <string>

namespace classbell {
namespace {

TEST(Text, KeepsWhatFits) {
  EXPECT_EQ(Text<5>(std::string_view("abcde")).view(), "abcde");
  EXPECT_EQ(Text<5>(std::string_view("abcdef")).view(), "abcde");
  EXPECT_TRUE(Text<5>().empty());
  EXPECT_EQ(Text<5>(std::string_view("")).size(), 0U);
}

// Goal: never half a character. Method: characters of 1 to 4 bytes behind fillings of each length, cut at each length.
TEST(Text, CutsAtTheBorderOfACharacter) {
  const std::string characters[] = {"a", "\xC3\xA9", "\xE5\xAD\xA6", "\xF0\x9F\x93\x9A"};
  for (const std::string& character : characters) {
    for (std::size_t before = 0; before < 6; ++before) {
      const std::string text = std::string(before, 'x') + character + character + "y";
      for (std::size_t max = 0; max <= text.size(); ++max) {
        std::size_t wanted = std::min(max, before);
        if (max >= before)
          wanted = before + std::min<std::size_t>(2, (max - before) / character.size()) * character.size();
        if (max == text.size()) wanted = max;
        EXPECT_EQ(cut_utf8(text, max), text.substr(0, wanted)) << before << " " << max;
      }
    }
  }
  EXPECT_EQ(Text<7>(std::string_view("学学学")).view(), "学学");
}

// Goal: bytes that are no UTF-8 at all are cut too, and never looked at beyond the end.
TEST(Text, NoUtf8) {
  EXPECT_EQ(cut_utf8("\x80\x80\x80\x80", 2), "");
  EXPECT_EQ(cut_utf8("\xFF\xFF\xFF\xFF", 2), "\xFF\xFF");
}

TEST(Text, Compares) {
  Text<8> a(std::string_view("abcdefgh"));
  a.assign("ab");
  EXPECT_EQ(a, Text<8>(std::string_view("ab")));
  EXPECT_NE(a, Text<8>(std::string_view("abc")));
}

}  // namespace
}  // namespace classbell
