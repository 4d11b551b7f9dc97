// Goal: wiring that is not there is one clear line. What lines do is tested on the emulated board (tests/board), since
// this kernel may have no GPIO chip.
#include "platform/linux/gpio.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace classbell::platform {
namespace {

TEST(Gpio, AMissingLineIsOneClearLine) {
  for (const GpioLine& where : {GpioLine{"", "NO_SUCH_LINE"}, GpioLine{"gpiochip987", "0"}}) {
    const auto key = open_gpio_key(where, GpioBias::kPullUp, 10);
    ASSERT_FALSE(key);
    EXPECT_TRUE(key.error().code == ENOENT || key.error().code == EACCES) << key.error().detail;
    EXPECT_NE(key.error().detail.find("GPIO"), std::string::npos) << key.error().detail;
    EXPECT_EQ(key.error().detail.find('\n'), std::string::npos);
    const auto led = open_gpio_led(where);
    ASSERT_FALSE(led);
    EXPECT_EQ(led.error().detail, key.error().detail);
  }
}

}  // namespace
}  // namespace classbell::platform
