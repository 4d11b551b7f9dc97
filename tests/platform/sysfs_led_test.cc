// Goal: an LED of the kernel's is lit at its full brightness and dark when opened and closed; the kernel's own trigger
// is off; a missing one is one clear line. Method: a folder with the files of /sys/class/leds.
#include "platform/linux/sysfs_led.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "temp_folder.h"

namespace classbell::platform {
namespace {

class SysfsLedTest : public ::testing::Test {
 protected:
  void SetUp() override {
    write_file(temp_ / "panel:green/brightness", "1");
    write_file(temp_ / "panel:green/max_brightness", "31\n");
    write_file(temp_ / "panel:green/trigger", "heartbeat");
  }
  // sysfs takes each write as a whole; a file keeps what stood behind it.
  std::string brightness() const {
    const std::string text = read_file(temp_ / "panel:green/brightness");
    write_file(temp_ / "panel:green/brightness", "");
    return text;
  }
  const std::string& folder() const { return temp_.path(); }

  TempFolder temp_;
};

TEST_F(SysfsLedTest, IsDarkThenLitThenDark) {
  {
    auto led = SysfsLed::open("panel:green", folder());
    ASSERT_TRUE(led);
    EXPECT_EQ(brightness(), "0");
    EXPECT_EQ(read_file(temp_ / "panel:green/trigger").substr(0, 4), "none");
    EXPECT_TRUE((*led)->light(true));
    EXPECT_EQ(brightness(), "31");
    EXPECT_TRUE((*led)->light(false));
    EXPECT_EQ(brightness(), "0");
    EXPECT_TRUE((*led)->light(true));
    EXPECT_EQ(brightness(), "31");
  }
  EXPECT_EQ(brightness(), "0");
}

TEST_F(SysfsLedTest, AMissingOneIsNamedAndSoAreThoseThereAre) {
  const auto led = SysfsLed::open("panel:blue", folder());
  ASSERT_FALSE(led);
  EXPECT_EQ(led.error().code, ENOENT);
  EXPECT_EQ(led.error().detail, "no LED 'panel:blue' in " + folder() + "; there are: panel:green");
}

}  // namespace
}  // namespace classbell::platform
