// Goal: the merged schedule holds each lesson of the room once, and all of them.
#include "core/merge.h"

#include <gtest/gtest.h>

#include <string>

namespace classbell {
namespace {

Lesson lesson(const char* source, int id, Milliseconds start_utc, Milliseconds end_utc, const std::string& title,
              const char* room = "7") {
  Lesson lesson;
  lesson.key = {source, std::to_string(id), start_utc};
  lesson.end_utc = end_utc;
  lesson.title = title;
  lesson.room = room;
  return lesson;
}

using Rooms = std::vector<Text<kTitleBytes>>;

std::string ids(const std::vector<Lesson>& lessons) {
  std::string text;
  for (const Lesson& l : lessons) text += std::string(l.key.source.view()) + std::string(l.key.id.view()) + " ";
  return text;
}

TEST(Merge, HoldsMoreThanARoomDoes) {
  std::vector<Lesson> many;
  for (int i = 0; i < 150; ++i) many.push_back(lesson("a", i, 1000 + i, 2000 + i, "T"));
  std::vector<Lesson> merged;
  merge(Span<const Text<kTitleBytes>>(), many, merged);
  EXPECT_EQ(merged.size(), 150U);
  EXPECT_EQ(merged.back().key.id.view(), "149");
}

TEST(Merge, KeepsTheOrderByStartWhateverTheSources) {
  std::vector<Lesson> merged;
  const std::vector<Lesson> a = {lesson("a", 3, 300, 350, "x"), lesson("a", 1, 100, 150, "y")};
  const std::vector<Lesson> b = {lesson("b", 2, 200, 250, "z"), lesson("b", 1, 100, 150, "other")};
  merge(Span<const Text<kTitleBytes>>(), a, merged);
  merge(Span<const Text<kTitleBytes>>(), b, merged);
  EXPECT_EQ(ids(merged), "a1 b1 b2 a3 ");
}

TEST(Merge, IdenticalLessonsOfTwoSourcesAreOne) {
  std::vector<Lesson> merged = {lesson("a", 1, 100, 150, "Maths")};
  const std::vector<Lesson> b = {
      lesson("b", 1, 100, 150, "Maths"),   lesson("b", 2, 100, 151, "Maths"), lesson("b", 3, 101, 150, "Maths"),
      lesson("b", 4, 100, 150, "Physics"), lesson("a", 5, 100, 150, "Maths"),
  };
  merge(Span<const Text<kTitleBytes>>(), b, merged);
  EXPECT_EQ(ids(merged), "a1 b2 b4 a5 b3 ");
  merge(Span<const Text<kTitleBytes>>(), b, merged);
  EXPECT_EQ(merged.size(), 5U);  // Each once.
  std::vector<Lesson> untitled = {lesson("a", 1, 100, 150, "")};
  const std::vector<Lesson> other = {lesson("b", 1, 100, 150, "")};
  merge(Span<const Text<kTitleBytes>>(), other, untitled);
  EXPECT_EQ(untitled.size(), 2U);
}

TEST(Merge, TakesOnlyWhatIsThisRoomsAndPlanned) {
  std::vector<Lesson> all = {
      lesson("a", 1, 100, 150, "301 Maths", "7"), lesson("a", 2, 200, 250, "302 Maths", "8"),
      lesson("a", 3, 300, 350, "Maths 301", "9"), lesson("a", 4, 0, 350, "301 Maths", "7"),
      lesson("a", 5, 500, 500, "301 Maths", "7"), lesson("a", 6, 600, 650, "301 Maths", "7"),
  };
  all.back().is_planned = false;  // Only a room that the vendor lists.
  const auto of = [&](const Rooms& rooms) {
    std::vector<Lesson> merged;
    merge(rooms, all, merged);
    return ids(merged);
  };
  EXPECT_EQ(of({}), "a1 a2 a3 ");
  EXPECT_EQ(of({"8", "9"}), "a2 a3 ");
  EXPECT_EQ(of({"name:301"}), "a1 ");
  EXPECT_EQ(of({"name:301", "8"}), "a1 a2 ");
  EXPECT_EQ(of({"301"}), "");
}

}  // namespace
}  // namespace classbell
