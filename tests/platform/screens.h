#ifndef CLASSBELL_TESTS_PLATFORM_SCREENS_H_
#define CLASSBELL_TESTS_PLATFORM_SCREENS_H_

#include <string>
#include <vector>

#include "core/view.h"

// The screens a room sees on a day, in the core's own words: what the tests of panels show.
namespace classbell::platform {

enum class Title { kNone, kShort, kLong };  // kLong: 40 Chinese characters.

struct NamedScreen {
  std::string name;
  Screen screen;
};

std::vector<NamedScreen> screens_of_a_day(Language language, Title title);

inline constexpr const char* kStudentUrl =
    "https://class.example.com/entry?domain=ourschool&serial=100101&username=student&userpassword=0123456789abcdef";

}  // namespace classbell::platform

#endif  // CLASSBELL_TESTS_PLATFORM_SCREENS_H_
