// Goal: what the documents say of an object's members, or of each object in a list, is checked and typed as what they
// say of a parameter.
#include <gtest/gtest.h>

#include "vendors/json.h"
#include "vendors/parameters.h"
#include "vendors/vendor.h"

namespace classbell::golden {
namespace {

using vendors::Value;

struct Given {
  const vendors::Endpoint* row;
  Value parameters;
};

// As the command line takes them: path and value by turns.
Given given(const char* vendor, const char* endpoint, const std::vector<std::string>& words) {
  Given given{vendors::find_vendor(vendor)->find(endpoint), Value(Value::Object{})};
  for (std::size_t i = 0; i + 1 < words.size(); i += 2)
    EXPECT_TRUE(vendors::set_path(given.parameters, words[i], Value(words[i + 1])));
  return given;
}

std::string said(const Given& of) { return vendors::check(*of.row, of.parameters).value_or("nothing"); }

TEST(Members, OfAnObject) {
  // sxb, 课件/播片源关联上报
  const auto bind = [](const std::vector<std::string>& more) {
    std::vector<std::string> words = {"roomnum", "18", "operate", "0"};
    words.insert(words.end(), more.begin(), more.end());
    return given("sxb", "live/reportbind", words);
  };
  const Given whole = bind({"bind_file[type]", "1", "bind_file[file_name]", "7", "bind_file[url]", "http://a/"});
  EXPECT_EQ(said(whole), "nothing");
  EXPECT_EQ(write_json(*typed(*whole.row, whole.parameters).find("bind_file")),
            R"({"type":1,"file_name":"7","url":"http://a/"})");
  const std::string where = "live/reportbind (section 课件/播片源关联上报): ";
  EXPECT_EQ(said(bind({"bind_file[type]", "1", "bind_file[url]", "u"})),
            where + "'bind_file[file_name]' is required: Name of the file");
  EXPECT_EQ(said(bind({"bind_file[type]", "2", "bind_file[file_name]", "f", "bind_file[url]", "u"})),
            where + "'bind_file[type]' must be one of 0|1: Kind: 0 courseware, 1 video clip");
  EXPECT_EQ(said(bind({"bind_file[name]", "f"})),
            where + "no parameter 'bind_file[name]'; there are: type, file_name, url");
  // JSON text stands for the object.
  EXPECT_EQ(said(bind({"bind_file", R"({"type":0,"file_name":"f","url":"u"})"})), "nothing");
  EXPECT_EQ(said(bind({"bind_file", R"({"type":0,"file_name":"f"})"})),
            where + "'bind_file[url]' is required: Address of the file");
}

TEST(Members, OfEachObjectInAList) {
  // iclass 2.1
  const auto users = [](const std::vector<std::string>& words) { return given("iclass", "user/register", words); };
  const Given two = users({"list[0][user_id]", "7", "list[0][role]", "student", "list[1][user_id]", "u8",
                           "list[1][role]", "teacher", "list[1][gender]", "female"});
  EXPECT_EQ(said(two), "nothing");
  EXPECT_EQ(write_json(*typed(*two.row, two.parameters).find("list")),
            R"([{"user_id":"7","role":"student"},{"user_id":"u8","role":"teacher","gender":"female"}])");
  const std::string where = "user/register (section 2.1): ";
  EXPECT_EQ(said(users({"list[0][user_id]", "7", "list[0][role]", "student", "list[1][role]", "student"})),
            where + "'list[1][user_id]' is required: User id");
  EXPECT_EQ(
      said(users({"list[0][user_id]", "7", "list[0][role]", "pupil"})).rfind(where + "'list[0][role]' must be", 0), 0U);
  EXPECT_EQ(said(users({"list[0]", "7"})), where + "'list[0]' must be an object: list[0][name]=...");
  // 1.1: members are optional, what stands in them is not.
  EXPECT_EQ(said(given("iclass", "class/create", {"teacher_id", "t", "members[0][user_id]", "u1"})),
            "class/create (section 1.1): 'members[0][role]' is required: Always student");
}

TEST(Members, OfAListWithGaps) {
  // cvclass 1.1.9: any keys will do in a form; pageid is a number in words, a list in the table.
  const auto notes = [](const std::vector<std::string>& words) { return given("cvclass", "SetFileRemark", words); };
  EXPECT_EQ(said(notes({"remarkdata[3][fileid]", "1", "remarkdata[3][pageid]", "2"})), "nothing");
  EXPECT_EQ(said(notes({"remarkdata[0][fileid]", "1", "remarkdata[0][pageid][0]", "2"})), "nothing");
  EXPECT_EQ(
      said(notes({"remarkdata[3][fileid]", "1"})).rfind("SetFileRemark (section 1.1.9): 'remarkdata[3][pageid]'", 0),
      0U);
  EXPECT_EQ(said(notes({"remarkdata[0][fileid]", "x", "remarkdata[0][pageid]", "2"}))
                .rfind("SetFileRemark (section 1.1.9): 'remarkdata[0][fileid]' must be a whole number", 0),
            0U);
}

TEST(Members, WhatIsRequiredIsNotEmpty) {
  int rows = 0;
  for (const char* vendor : {"cvclass", "sxb", "iclass"}) {
    for (const vendors::Endpoint& row : vendors::find_vendor(vendor)->endpoints) {
      for (const vendors::Parameter& parameter : row.parameters) {
        if (parameter.need != vendors::Need::kRequired || parameter.type == vendors::Type::kFile) continue;
        ++rows;
        const std::string name(parameter.name);
        EXPECT_NE(said({&row, Value(Value::Object{{name, Value("")}})}).find("'" + name + "' must be"),
                  std::string::npos)
            << row.name << " " << name;
      }
    }
  }
  EXPECT_GT(rows, 90);
}

// cvclass: a room number is as long as the interface's own table says.
TEST(Members, LengthsAreTheInterfacesOwn) {
  const std::string eleven = "12345678901", twenty(20, '7'), thirty_two(32, '7');
  EXPECT_EQ(said(given("cvclass", "GetRoomInfo", {"serial", eleven})), "nothing");
  EXPECT_EQ(said(given("cvclass", "GetRoomInfo", {"serial", eleven + "2"})),
            "GetRoomInfo (section 1.1.6): 'serial' must be 1 to 11 characters: Room number");
  EXPECT_EQ(said(given("cvclass", "room_control", {"serial", thirty_two, "state", "1"})), "nothing");
  EXPECT_EQ(said(given("cvclass", "getMainClassroom", {"serial", thirty_two, "page", "1"})), "nothing");
  const std::vector<std::string> bar = {"scope",           "2", "astrict_type",  "0",
                                        "astrict_content", "x", "astrict_aging", "0"};
  std::vector<std::string> words = bar;
  words.insert(words.end(), {"serial", twenty});
  EXPECT_EQ(said(given("cvclass", "create_blacklist", words)), "nothing");
  words.back() += "8";
  EXPECT_EQ(said(given("cvclass", "create_blacklist", words)),
            "create_blacklist (section 1.4.1): 'serial' must be 1 to 20 characters: Room number");
  EXPECT_NE(said(given("cvclass", "GetFileConvertStatus", {"fileid", eleven})), "nothing");  // 1.2.1: 10 digits
  // 1.2.3: "16", the example has 19; a day that is none is refused.
  const auto uploads = [](const char* from) {
    return said(given("cvclass", "GetConversionFile", {"page", "1", "starttime", from}));
  };
  EXPECT_EQ(uploads("2018-05-23 11:53:34"), "nothing");
  EXPECT_EQ(uploads("2018-05-23 11:53"), "nothing");
  for (const char* wrong : {"2018-05-23", "2018-02-30 11:53:34", "1527047614", "2018/05/23 11:53:34"})
    EXPECT_NE(uploads(wrong), "nothing") << wrong;
}

}  // namespace
}  // namespace classbell::golden
