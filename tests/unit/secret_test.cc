#include "core/secret.h"

#include <gtest/gtest.h>

#include <new>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

namespace classbell {
namespace {

template <class T, class = void>
struct IsPrinted : std::false_type {};
template <class T>
struct IsPrinted<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<const T&>())>> : std::true_type {
};

// Goal: no line of code prints a secret by mistake. What would compile is the rule, so the compiler is asked.
template <class T>
constexpr bool kIsHidden =
    !IsPrinted<T>::value && !std::is_convertible_v<const T&, std::string_view> &&
    !std::is_convertible_v<const T&, std::string> && !std::is_constructible_v<std::string, const T&>;
static_assert(kIsHidden<Secret> && kIsHidden<SecretText<8>>);
static_assert(!kIsHidden<std::string> && !kIsHidden<std::string_view> && !kIsHidden<Text<8>>,
              "the rule sees what is printed");
static_assert(!std::is_convertible_v<std::string, Secret>, "what becomes a secret is said");

TEST(Secret, TellsOnlyWhoAsks) {
  const Secret secret("let me in");
  EXPECT_EQ(secret.reveal(), "let me in");
  EXPECT_TRUE(secret == Secret("let me in"));
  EXPECT_TRUE(secret != Secret());
}

TEST(Secret, IsGoneWhereItWasMovedFrom) {
  for (const std::string text : {"short", "one that is too long to be held inside of a std::string"}) {
    std::string source = text;
    Secret first(std::move(source));
    EXPECT_EQ(source.find(text.substr(1)), std::string::npos);
    Secret second(std::move(first));
    EXPECT_TRUE(first.empty());
    Secret third;
    third = std::move(second);
    EXPECT_TRUE(second.empty());
    EXPECT_EQ(third.reveal(), text);
    const Secret& same = third;
    third = same;
    EXPECT_EQ(third.reveal(), text);
  }
}

TEST(Secret, IsOverwrittenWhenItIsCleared) {
  Secret secret("one that is too long to be held inside of a std::string");
  const std::string_view bytes = secret.reveal();
  secret.clear();
  EXPECT_EQ(bytes, std::string_view(std::string(bytes.size(), '\0')));
}

// A short text is held inside of the object itself, so that its bytes can be looked at after its end.
TEST(Secret, IsOverwrittenWhenItGoes) {
  alignas(Secret) unsigned char room[sizeof(Secret)];
  const auto bytes = [&room] {
    const volatile unsigned char* at = room;
    std::string all;
    for (std::size_t i = 0; i < sizeof room; ++i) all += static_cast<char>(at[i]);
    return all;
  };
  auto* secret = new (room) Secret("let me in");
  ASSERT_NE(bytes().find("let me in"), std::string::npos) << "the test would see nothing";
  secret->~Secret();
  EXPECT_EQ(bytes().find("et me in"), std::string::npos);
}

}  // namespace
}  // namespace classbell
